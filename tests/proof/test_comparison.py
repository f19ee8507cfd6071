from collections.abc import Iterator

import pytest

from kpcs.proof.comparison import compare
from kpcs.scheme.certificate import OriginMode, Party
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.participants import Participants
from kpcs.scheme.quantities import Carats, USDollars
from tests.proof.documents import CHINESE, CYRILLIC, MANY_PARCELS, PLAIN, UNDECLARED

CHECK = "DDLBFTVI"
SPACE = "\u202f"


def printed(c: Certificate, *, language: str = "en") -> Iterator[str]:
    """The words of a page as our layouts print it: numbers in groups, thousands apart."""
    name = Participants.published().name
    yield from ("Kimberley", "Process", "Certificate", "1", c.number[:2], c.number[2:6], c.number[6:])
    yield from ("2", CHECK[:4], CHECK[4:], "3", c.issued_on.isoformat(), "5", c.expires_on.isoformat())
    if c.must_export_by:
        yield c.must_export_by.isoformat()
    for party in (c.exporter, c.importer, c.consignee):
        if party:
            yield from party.name.split()
            yield from " ".join(party.address).split()
    for code in (c.destination, c.provenance):
        yield from (*name(code, language).split(), code)
    yield from ["Origin", "11"]
    if c.origins.mode is OriginMode.MIXED_UNDECLARED:
        yield "*****"
    else:
        for share in c.origins.shares:
            yield from name(share.country, language).split()
            if share.carats:
                yield share.carats.printed(SPACE)
    for line in c.lines:
        yield from (line.hs.value, "Unsorted", line.carats.printed(SPACE), line.value.fixed(2, SPACE))
    yield from ("Total", c.carats.printed(SPACE), c.value.fixed(2, SPACE), "Parcels", str(c.parcel_count))
    for i, container in enumerate(c.containers, 1):
        yield from (str(i), *container.seals)
    yield from (c.packing_digest[i : i + 8] for i in range(0, len(c.packing_digest), 8))
    yield from (*c.authority.split(), c.office, c.sheet, *c.signatory.name.split(), *c.signatory.title.split())


@pytest.mark.parametrize("certificate", [PLAIN, CYRILLIC, CHINESE, MANY_PARCELS, UNDECLARED])
def test_a_faithful_print_agrees(certificate: Certificate) -> None:
    found = compare(certificate, CHECK, printed(certificate))
    assert found.differing == ()
    assert len(found.agreeing) > 20


def test_an_annexed_list_is_compared_by_its_digest() -> None:
    annexed = MANY_PARCELS._replace(containers=(), packing_digest="0123456789abcdef" * 4)
    assert compare(annexed, CHECK, printed(annexed)).differing == ()
    other = annexed._replace(packing_digest="0123456789abcdef" * 3 + "0123456789abcdee")
    assert [difference.label for difference in compare(other, CHECK, printed(annexed)).differing] == [
        "Container and seal number"
    ]


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"number": "BW00042188"}, "Certificate number"),
        ({"issued_on": PLAIN.issued_on.replace(day=18)}, "Date of issue"),
        ({"expires_on": PLAIN.expires_on.replace(day=17)}, "Date of expiry"),
        ({"must_export_by": PLAIN.issued_on.replace(day=30)}, "To be exported by"),
        ({"exporter": PLAIN.exporter._replace(name="Mopane Example Diamond")}, "Exporter"),
        ({"exporter": PLAIN.exporter._replace(address=("5 Sample Road", "Example Town"))}, "Exporter"),
        ({"importer": PLAIN.importer._replace(name="Scheldt sample Traders")}, "Importer"),
        ({"consignee": Party("Another Example", ("1 Sample Street",))}, "Consignee"),
        ({"destination": "IN"}, "Country of destination"),
        ({"provenance": "AO"}, "Country of provenance"),
        ({"authority": "Example Office for Rough Diamond"}, "Issuing authority and office"),
        ({"office": "BW-GB"}, "Issuing authority and office"),
        ({"sheet": "A00271947"}, "Sheet number"),
        ({"signatory": PLAIN.signatory._replace(name="Kago Exemple")}, "Validation by the exporting authority"),
    ],
)
def test_a_changed_field_differs(changes: dict[str, object], label: str) -> None:
    """The code says ``changes``; the page was printed from the unchanged certificate."""
    found = compare(PLAIN._replace(**changes), CHECK, printed(PLAIN))  # type: ignore[arg-type]
    assert {difference.label for difference in found.differing} == {label}


def test_the_check_value_is_compared() -> None:
    (difference,) = compare(PLAIN, "DDLBFTVJ", printed(PLAIN)).differing
    assert (difference.label, difference.expected) == ("Check value", "DDLBFTVJ")


def test_every_digit_of_every_amount_and_seal_counts() -> None:
    words = list(printed(PLAIN))
    places = [
        place
        for place, word in enumerate(words)
        if word in PLAIN.seals or (any(ch.isdigit() for ch in word) and "." in word)
    ]
    assert len(places) == 2 + 2 + 2 + 4 + 2  # seals, origins, headings, amounts by heading, totals
    for place in places:
        for at, letter in enumerate(words[place]):
            if letter.isdigit():
                changed = words.copy()
                changed[place] = words[place][:at] + str((int(letter) + 1) % 10) + words[place][at + 1 :]
                assert compare(PLAIN, CHECK, changed).differing, changed[place]


def one_line(carats: str, value: str) -> Certificate:
    line = PLAIN.lines[0]._replace(carats=Carats.parse(carats), value=USDollars.parse(value))
    return PLAIN._replace(lines=(line,))


@pytest.mark.parametrize(
    "written",
    [
        "204 812.36",
        "204\u202f812.36",
        "204,812.36",
        "204812.36",
        "204.812,36",
        "204’812.36",
        "٢٠٤٬٨١٢٫٣٦",
        "204 812.360",
    ],
)
def test_amounts_may_be_written_as_people_write_them(written: str) -> None:
    certificate = one_line("204812.36", "1.00")
    words = ["7102.10", *written.split(" "), "1.00", "Total", *written.split(" "), "1.00"]
    found = compare(certificate, CHECK, words)
    assert "204812.360" not in {difference.expected for difference in found.differing}


@pytest.mark.parametrize(
    "written",
    [
        "1 204 812.36",
        "1204812.36",
        "11 204 812.36",
        "204 812.361",
        "204 812.3",
        "204 812.37",
        "204 813.36",
        "1,204,812.36",
        "204 812.365",
    ],
)
def test_a_longer_or_shorter_number_is_another_one(written: str) -> None:
    certificate = one_line("204812.36", "1.00")
    words = ["7102.10", "Unsorted", *written.split(" "), "1.00", "Total", *written.split(" "), "1.00"]
    assert "204812.360" in {difference.expected for difference in compare(certificate, CHECK, words).differing}


def test_a_value_after_a_weight_is_not_taken_for_one_number() -> None:
    certificate = one_line("310.75", "101189.90")
    words = ["7102.10", "Unsorted", "310.75", "101", "189.90", "Total", "310.750", "101", "189.90"]
    assert not {d.expected for d in compare(certificate, CHECK, words).differing} & {"310.750", "101189.90"}


def test_a_line_and_its_total_are_two_places() -> None:
    certificate = one_line("4812.36", "632344.10")
    words = ["7102.10", "Unsorted", "4", "812.36", "632", "344.10", "Total", "4", "812.37", "632", "344.10"]
    assert "4812.360" in {difference.expected for difference in compare(certificate, CHECK, words).differing}


def test_a_name_may_break_anywhere_but_not_run_on() -> None:
    certificate = PLAIN._replace(exporter=Party("Mopane Example Diamonds", ()))

    def exporter_found(words: str) -> bool:
        return "Exporter" in compare(certificate, CHECK, words.split()).agreeing

    assert exporter_found("Mopane Example Dia monds")
    assert exporter_found("MopaneExample Diamonds,")
    assert not exporter_found("Mopane Example Diamondsx")
    assert not exporter_found("xMopane Example Diamonds")
    assert not exporter_found("Mopane Example Diamond")


def test_countries_may_be_named_in_another_language_or_by_their_letters() -> None:
    assert compare(PLAIN, CHECK, printed(PLAIN, language="fr")).differing == ()
    words = [word for word in printed(PLAIN) if word not in ("European", "Union")]
    found = compare(PLAIN, CHECK, words)
    assert found.differing == ()
    assert "Country of destination" not in found.agreeing


def test_marks_of_direction_do_not_disturb() -> None:
    words = [f"\u2068{word}\u2069" for word in printed(PLAIN)]
    assert compare(PLAIN, CHECK, words).differing == ()


def test_nothing_printed_compares_nothing() -> None:
    assert compare(PLAIN, CHECK, []) == ((), ())
    assert compare(PLAIN, CHECK, [" "]) == ((), ())
