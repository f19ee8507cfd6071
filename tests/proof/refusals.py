"""Asking for a refusal by its code."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kpcs.scheme.problems import Refusal


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """The block must be refused with exactly these codes, in this order, and each sentence must be complete."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.codes == codes
    for problem in caught.value.problems:
        assert problem.text
        assert "%(" not in problem.text
