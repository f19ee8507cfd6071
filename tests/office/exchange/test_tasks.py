"""The trust folder stays fresh: it is written again when it is old, missing or damaged, and not otherwise."""

from datetime import timedelta

import pytest
from django.conf import settings

from kpcs.office.exchange.tasks import FRESH, keep_trust_folder
from kpcs.proof.snapshot import FILE_NAME, open_trust
from tests.office.exchange.foreign import AT

pytestmark = pytest.mark.django_db


def test_the_trust_folder_is_written_when_it_is_missing_old_or_damaged() -> None:
    file = settings.NODE.trust / FILE_NAME
    file.unlink(missing_ok=True)
    assert keep_trust_folder(at=AT)
    assert open_trust(settings.NODE.trust).as_of == AT
    assert not keep_trust_folder(at=AT + FRESH - timedelta(seconds=1))
    later = AT + FRESH
    assert keep_trust_folder(at=later)
    assert open_trust(settings.NODE.trust).as_of == later
    file.write_bytes(b"damaged")
    assert keep_trust_folder(at=later)
    assert open_trust(settings.NODE.trust).as_of == later
