"""Nothing is issued on a disk without room, and a disk that fills up half way is refused, never half written."""

import errno
import shutil
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import OperationalError

from kpcs.office.certificates import errors
from kpcs.office.certificates.queries import ROOM_NEEDED
from kpcs.scheme.problems import Problem

_FULL = ("disk is full", "no space left", "could not extend file", "disk quota exceeded")


def problem() -> Problem | None:
    """What ``kpcs doctor`` and the issuing desk say of the disk that holds the node's folder; None when it has room."""
    free = shutil.disk_usage(settings.NODE.path).free
    return errors.no_room(free) if free < ROOM_NEEDED else None


def refused_when_full[**P, R](operation: Callable[P, R]) -> Callable[P, R]:
    """Turn the system's word for a full disk into the same refusal. Stands outside the transaction, which is undone."""

    @wraps(operation)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return operation(*args, **kwargs)
        except OSError as fault:
            if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise errors.disk_full() from fault
        except OperationalError as fault:
            if not any(word in str(fault).lower() for word in _FULL):
                raise
            raise errors.disk_full() from fault

    return guarded
