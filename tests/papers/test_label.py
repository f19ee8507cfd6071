"""The container label: the number on the box, and nothing that tells a stranger what is inside."""

import pypdfium2
import pytest
from zxingcpp import read_barcodes

from kpcs.papers.label import render_labels
from kpcs.papers.layout import layout
from kpcs.proof.code import parse_label
from kpcs.scheme.certificate import Container
from kpcs.scheme.problems import Refusal
from tests import samples
from tests.papers.making import Signed, botswana, picture, sign, text_of


def labels(signed: Signed, **changes: object) -> bytes:
    return render_labels(
        signed.record,
        check_value=signed.check_value,
        label_code=signed.label,
        layout=layout(signed.record.layout),
        **changes,
    )


def test_one_label_of_100_by_60_mm_for_each_container() -> None:
    document = pypdfium2.PdfDocument(labels(botswana()))
    assert len(document) == 2
    for page in document:
        assert [side * 25.4 / 72 for side in page.get_size()] == pytest.approx([100, 60], abs=0.1)
    first, second = (page.get_textpage().get_text_range() for page in document)
    assert "1 of 2" in first
    assert "S118204" in first
    assert "S118205" not in first
    assert "2 of 2" in second
    assert "S118205" in second
    for text in (first, second):
        assert "BW 00042187" in text
        assert f"{botswana().check_value[:4]} {botswana().check_value[4:]}" in text
        assert "BW – EU" in text
        assert "proves nothing alone" in " ".join(text.split())


def test_no_weight_no_value_and_not_what_is_inside() -> None:
    text = text_of(labels(botswana())).casefold()
    for word in ("diamond", "diamant", "carat", "us$", "9 074", "9074", "1240534", "mopane", "scheldt"):
        assert word not in text


def test_its_code_names_the_certificate() -> None:
    for dpi in (300, 150):
        (found,) = read_barcodes(picture(labels(botswana()), dpi))
        assert found.text == botswana().label
        assert parse_label(found.text).number == "BW00042187"


def test_same_bytes() -> None:
    assert labels(botswana()) == labels(botswana())


def test_specimen_and_many_seals() -> None:
    assert "SPECIMEN" in text_of(labels(botswana(), specimen=True))
    seals = tuple(f"SEAL-{n:06d}" for n in range(12))
    boxes = (Container(seals, samples.CONTAINERS[0].parcels), samples.CONTAINERS[1])
    assert "12 seals, see the certificate" in " ".join(
        text_of(labels(sign(samples.certificate(containers=boxes)))).split()
    )
    two = (Container(seals[:2], samples.CONTAINERS[0].parcels), samples.CONTAINERS[1])
    assert all(seal in text_of(labels(sign(samples.certificate(containers=two)))) for seal in seals[:2])


def test_a_record_without_containers_is_refused() -> None:
    signed = botswana()
    with pytest.raises(Refusal) as refused:
        labels(signed._replace(record=signed.record._replace(containers=())))
    assert refused.value.codes == ("papers.label.no_containers",)
