"""Rule packs: every value with its source, the dates that follow, and the fall back on the core profile."""

import tomllib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kpcs.scheme.jurisdictions import (
    NOT_DEFINED,
    Inspection,
    Numbering,
    Pack,
    Regime,
    Rule,
    Travels,
    ValueRule,
    core,
    pack,
    packs,
    read,
)
from kpcs.scheme.periods import Calendar, DayEnd, Duration, Unit
from kpcs.scheme.quantities import Carats
from tools.scheme_data import pack_row

TODAY = date(2026, 11, 19)


def test_every_rule_of_the_type_stands_in_the_core_profile_and_no_other() -> None:
    assert list(core().rules) == [
        name for name in Pack.__annotations__ if name not in ("code", "title", "period", "overlays")
    ]


@pytest.mark.parametrize("shipped", packs(), ids=lambda p: p.code)
def test_every_value_names_its_source_or_says_that_there_is_none(shipped: Pack) -> None:
    assert list(shipped.rules) == list(core().rules)
    for name, rule in shipped.rules.items():
        assert isinstance(rule, Rule), name
        assert rule.source, name
        assert rule.defined == (rule.source != NOT_DEFINED)


def test_a_pack_falls_back_on_the_core_profile_value_by_value() -> None:
    botswana = pack("BW", TODAY)
    assert botswana.code == "BW"
    assert botswana.statement == core().statement
    assert botswana.transit.source == "CORE III(d)"
    assert pack("CA", TODAY).code == "core"
    assert pack("EU", date(2002, 12, 31)).code == "core"


def test_a_pack_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        pack("BW", TODAY).code = "ZW"


def test_the_core_profile_holds_what_the_core_document_says() -> None:
    base = core()
    assert base.statement.value["en"] == (
        "The rough diamonds in this shipment have been handled in accordance with the provisions of the "
        "Kimberley Process Certification Scheme for rough diamonds."
    )
    assert base.title_words.value["en"] == "Kimberley Process Certificate"
    assert base.trade_statistics == Rule(Duration(2, Unit.MONTHS), "CORE Annex III(a)")
    assert base.production_statistics == Rule(Duration(2, Unit.MONTHS), "CORE Annex III(c)")
    assert base.retention_of_dealer_records.value == Duration(5, Unit.YEARS)
    # safe defaults where nothing is said
    assert base.tolerance.value == Carats(0)
    assert not base.tolerance.defined
    assert base.retention_of_originals.value == Duration(5, Unit.YEARS)
    assert base.confirmation_to_exporter.value == Duration(15, Unit.DAYS)


def test_two_persons_a_certificate_everywhere() -> None:
    for shipped in packs():
        assert ("submit", "approve") in shipped.apart.value
        assert ("approve", "validate") in shipped.apart.value


def test_botswana_as_the_demonstration_needs_it() -> None:
    botswana = pack("BW", TODAY)
    assert botswana.dates(TODAY) == (date(2027, 1, 18), None)
    assert botswana.number_digits.value == (8, 8)
    assert botswana.number_groups.value == (4, 4)
    assert botswana.numbering.value is Numbering.COUNTER
    assert botswana.value_rule.value is ValueRule.HIGHEST_OF_THREE
    assert botswana.certificate_travels.value is Travels.BESIDE
    for name in ("validity", "number_digits", "number_groups", "value_rule", "layout"):
        assert botswana.rules[name].source == NOT_DEFINED


@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2027, 3, 8), date(2027, 5, 8)),
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 7, 31), date(2026, 9, 30)),
    ],
)
def test_union_certificates_leave_within_two_months(issued: date, last: date) -> None:
    union = pack("EU", issued)
    assert union.validity.source == union.export_within.source == "EU 12(5)"
    assert union.dates(issued) == (last, last)


def test_the_deadlines_of_the_union() -> None:
    union = pack("EU", TODAY)
    calendar = Calendar(holidays=frozenset({date(2026, 11, 20)}))
    # EU 5(1)(a): ten working days from submission
    assert union.importer_copy_due(TODAY, calendar) == date(2026, 12, 4)
    # EU 5(3): one month
    assert union.failure_notice_due(date(2027, 1, 31), calendar) == date(2027, 2, 28)
    # EU 10: originals three years
    assert union.retained_until(TODAY) == date(2029, 11, 19)
    assert union.confirmation_due(TODAY, calendar) == date(2026, 12, 4)
    assert union.numbering == Rule(Numbering.PRINTED_STOCK, "EU Annex IV", union.numbering.note)
    assert union.number_digits == Rule((8, 8), "EU Annex IV")


def test_where_there_is_no_period_there_is_no_due_day() -> None:
    base = core()
    assert base.importer_copy_due(TODAY, Calendar()) is None
    assert base.failure_notice_due(TODAY, Calendar()) is None
    assert base.hold_limit.value is None


OTHERS = """
code = "CA"
title = "Canada"
from = 2003-01-01

[validity]
value = { amount = 60, unit = "days" }
source = "SOR/2003-15 s. 6"

[validity_day_end]
value = "gmt"
source = "SOR/2003-15 s. 6"

[inspection]
value = { regime = "share", share_percent = 25, least_lots = 1 }
source = "Customs Circular 53/2003 (India)"

[missing_original]
value = { amount = 7, unit = "working_days" }
source = "Customs Circular 53/2003 (India)"

[hold_limit]
value = { amount = 180, unit = "days" }
source = "S.C. 2002 c. 25 s. 27"

[number_ranges]
value = [{ first = 1, last = 500, from = 2026-01-01, until = 2027-01-01, source = "Notified range" }]
source = "Notified range"

[fees]
value = [{ name = "certificate", amount = 5000, currency = "CHF" }]
source = "State Secretariat for Economic Affairs (Switzerland)"

[mixed_origin]
value = "asterisks"
source = "31 CFR 592.307"

[counted]
value = "containers"
source = "SOR/2003-15 s. 5"
"""


def test_the_rules_of_other_states_can_be_said() -> None:
    other = read(pack_row(tomllib.loads(OTHERS)), core().rules)
    expires = other.dates(date(2026, 11, 19)).expires_on
    assert expires == date(2027, 1, 18)
    assert other.validity_day_end.value is DayEnd.GMT
    # 24:00 GMT on day 60, in Vancouver still the afternoon of the 18th
    assert other.ends_at(expires, ZoneInfo("America/Vancouver")) == datetime(2027, 1, 19, tzinfo=UTC)
    assert core().ends_at(expires, ZoneInfo("Africa/Gaborone")) == datetime(2027, 1, 18, 22, tzinfo=UTC)
    assert other.inspection.value == Inspection(Regime.SHARE, 25, 1)
    assert other.hold_limit.value == Duration(180, Unit.DAYS)
    assert other.number_rules.ranges[0].issuer == "CA"
    assert other.number_rules.ranges[0].period.last == date(2026, 12, 31)
    assert other.fees.value[0].amount == 5000
    assert other.counted.value == "containers"
    assert other.statement == core().statement
