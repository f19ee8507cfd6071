import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpcs.cli.jsontext import json_text

VALUES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_library_reads_the_same(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert "\n" not in text


@pytest.mark.parametrize("value", [1.5, True, (1,), b"x", {"a": 1.5}])
def test_what_no_answer_holds_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        json_text(value)
