"""The steps of an export case: what is done, by whom and when; what comes next, and for whom."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, ngettext
from rules.predicates import Predicate

from kpcs.office.accounts.terms import Acting
from kpcs.office.audit.queries import Told
from kpcs.office.audit.terms import SYSTEM
from kpcs.office.certificates import rules as certificate_rules
from kpcs.office.certificates.models import Certificate
from kpcs.office.exports import queries, rules
from kpcs.office.exports.drafts import Shipment
from kpcs.office.exports.models import Application, Movement
from kpcs.office.exports.terms import Round
from kpcs.office.traders import queries as traders
from kpcs.scheme.lifecycles import ApplicationState, CertificateState, ConfirmationState, Due, due
from kpcs.web.ui import figures
from kpcs.web.ui.pieces import Step, Text
from kpcs.web.ui.refusals import sentence

_AS, _CS = ApplicationState, CertificateState


class Case(NamedTuple):
    """An application with what belongs to it, read once for a page. ``goods`` is None in a draft."""

    row: Application
    goods: Shipment | None
    certificate: Certificate | None
    movement: Movement | None
    history: list[Told]
    names: dict[str, str]
    by: Acting
    day: date

    def told(self, *acts: str) -> Text:
        """Time and person of the last of ``acts``, or nothing."""
        found = [act for act in self.history if act.act in acts]
        return when_and_who(found[-1], self.names) if found else ""


def when_and_who(act: Told, names: dict[str, str]) -> SafeString:
    """``16 Nov, 09:12, Mpho Sample``."""
    who = gettext("by the system") if act.account == SYSTEM.account else names.get(act.account, act.account)
    return format_html("{}, {}", figures.moment(act.at, "short"), who)


class _Rule(NamedTuple):
    """A step: its name, whether it is done, what it says, who does it, and the page of the act."""

    name: Text
    done: Callable[[Case], bool]
    fact: Callable[[Case], Text]
    may: Predicate
    who: Text
    act: Text
    page: str
    ready: Callable[[Case], bool] = lambda _case: True
    """Whether the act is possible once the steps before it are done; else the step waits for the other side."""


def _in(case: Case, *states: CertificateState) -> bool:
    return case.certificate is not None and case.certificate.state in states


def _signed(case: Case) -> bool:
    return _in(case, _CS.FROZEN, _CS.PRINTED, _CS.VALIDATED, _CS.EXPORTED)


def _joined(*parts: Text) -> Text:
    kept = [part for part in parts if part]
    out: Text = ""
    for part in kept:
        out = format_html("{}. {}", out, part) if out else part
    return out


def _licence(case: Case) -> Text:
    licence = traders.licence_on(case.row.trader, case.day)
    if licence is None:
        return gettext("No licence covers today.")
    if licence.until is None:
        return gettext("Licence %(number)s") % {"number": licence.number}
    last = licence.until - timedelta(days=1)
    words = gettext("Licence {number}, valid to {day}")
    return format_html(words, number=licence.number, day=figures.day(last, "medium"))


def _list(case: Case) -> Text:
    if case.goods is None:
        return gettext("Importer, carrier, parcel list, invoice with warranty, declaration.")
    lines = sum(len(p.lines) for c in case.goods.containers for p in c.parcels)
    listed = ngettext("Parcel list of %(n)s line", "Parcel list of %(n)s lines", lines) % {"n": lines}
    return _joined(listed, case.told("exports.submitted", "exports.information_given"))


def _seals(case: Case) -> Text:
    if case.certificate is None:
        return gettext("Reserve the number and choose the seals.")
    seals = [seal.number for container in queries.seals_of(case.certificate) for seal in container]
    number = figures.code(case.certificate.number)
    if not seals:
        return format_html(gettext("Number {number}. No seals chosen yet."), number=number)
    return format_html(gettext("Number {number}, seals {seals}"), number=number, seals=", ".join(seals))


def _weights(case: Case) -> Text:
    if case.goods is None or not queries.weighed(case.row, Round.PACKING):
        return gettext("Every parcel on the balance, before a witness.")
    wrong = queries.weight_problems(case.row, case.goods, case.day)
    if wrong:
        return " ".join(sentence(problem) for problem in wrong)
    return _joined(gettext("As approved"), case.told("exports.weighed"))


def _due(case: Case) -> Text:
    movement = case.movement
    if movement is None or not hasattr(movement, "confirmation"):
        return gettext("The importing authority says what it found.")
    awaited = movement.confirmation
    if awaited.state == ConfirmationState.AWAITED:
        if awaited.due_on is None:
            return gettext("Awaited once the goods have left.")
        late = due(awaited.due_on, case.day) is Due.OVERDUE
        words = gettext("Overdue since {day}") if late else gettext("Expected by {day}")
        return format_html(words, day=figures.day(awaited.due_on, "medium"))
    return _joined(gettext(ConfirmationState(awaited.state).label), case.told("exports.confirmation_received"))


def _sealed(case: Case) -> bool:
    if case.certificate is None:
        return False
    seals = queries.seals_of(case.certificate)
    return bool(seals) and all(seal.sealed_at for container in seals for seal in container)


def _has_seals(case: Case) -> bool:
    return case.certificate is not None and any(queries.seals_of(case.certificate))


def _is_weighed(case: Case) -> bool:
    return case.goods is not None and not queries.weight_problems(case.row, case.goods, case.day)


def _told(case: Case) -> bool:
    """The importing authority has spoken, and a person must settle it."""
    return (
        case.movement is not None
        and hasattr(case.movement, "confirmation")
        and case.movement.confirmation.state in (ConfirmationState.RECEIVED, ConfirmationState.DISPUTED)
    )


def _confirmed(case: Case) -> bool:
    return (
        case.movement is not None
        and hasattr(case.movement, "confirmation")
        and case.movement.confirmation.state == ConfirmationState.RECONCILED
    )


_LATER = (_AS.SUBMITTED, _AS.UNDER_EXAMINATION, _AS.APPROVED, _AS.REFUSED)

RULES: tuple[_Rule, ...] = (
    _Rule(
        gettext_lazy("Exporter licensed"),
        lambda case: traders.licence_on(case.row.trader, case.day) is not None,
        _licence,
        rules.may_examine,
        gettext_lazy("intake officer"),
        "",
        "",
    ),
    _Rule(
        gettext_lazy("Application complete"),
        lambda case: case.row.state in _LATER,
        _list,
        rules.may_apply,
        gettext_lazy("agent of the trader"),
        gettext_lazy("Continue the application"),
        "exports-draft",
    ),
    _Rule(
        gettext_lazy("Examination"),
        lambda case: case.row.state in (_AS.UNDER_EXAMINATION, _AS.APPROVED, _AS.REFUSED),
        lambda case: case.told("exports.examined") or gettext("Licence, origin, papers and list are looked at."),
        rules.may_examine,
        gettext_lazy("intake officer"),
        gettext_lazy("Begin the examination"),
        "examine",
    ),
    _Rule(
        gettext_lazy("Approval"),
        lambda case: case.row.state == _AS.APPROVED,
        lambda case: case.told("exports.approved", "exports.corrected") or _approver(case),
        rules.may_decide,
        gettext_lazy("approver"),
        gettext_lazy("Decide"),
        "approve",
    ),
    _Rule(
        gettext_lazy("Number and seals"),
        _has_seals,
        _seals,
        rules.may_pack,
        gettext_lazy("issuing officer"),
        gettext_lazy("Reserve number and seals"),
        "reserve",
    ),
    _Rule(
        gettext_lazy("Reweighed and packed"),
        _is_weighed,
        _weights,
        rules.may_weigh,
        gettext_lazy("weigher"),
        gettext_lazy("Enter the weights"),
        "weigh",
    ),
    _Rule(
        gettext_lazy("Sealed before witnesses"),
        _sealed,
        lambda case: case.told("exports.sealed") if _sealed(case) else gettext("Two witnesses by name."),
        rules.may_pack,
        gettext_lazy("issuing officer"),
        gettext_lazy("Record the sealing"),
        "seal",
    ),
    _Rule(
        gettext_lazy("Record frozen and signed"),
        _signed,
        lambda case: case.told("certificates.frozen") if _signed(case) else gettext("It cannot be changed afterwards."),
        rules.may_pack,
        gettext_lazy("issuing officer"),
        gettext_lazy("Freeze and sign"),
        "freeze",
    ),
    _Rule(
        gettext_lazy("Printed"),
        lambda case: _in(case, _CS.PRINTED, _CS.VALIDATED, _CS.EXPORTED),
        lambda case: _sheet(case) if _signed(case) else "",
        certificate_rules.may_issue,
        gettext_lazy("issuing officer"),
        gettext_lazy("Print"),
        "print",
    ),
    _Rule(
        gettext_lazy("Validated and announced"),
        lambda case: _in(case, _CS.VALIDATED, _CS.EXPORTED),
        lambda case: (
            case.told("certificates.validated")
            if _in(case, _CS.VALIDATED, _CS.EXPORTED)
            else gettext("Signed and stamped by another person; the importing authority is told at once.")
        ),
        rules.may_validate,
        gettext_lazy("signatory"),
        gettext_lazy("Validate"),
        "validate",
    ),
    _Rule(
        gettext_lazy("Handed over"),
        lambda case: case.certificate is not None and case.certificate.handed_over_at is not None,
        lambda case: case.told("certificates.handed_over") if _in(case, _CS.VALIDATED, _CS.EXPORTED) else "",
        certificate_rules.may_issue,
        gettext_lazy("issuing officer"),
        gettext_lazy("Hand over"),
        "hand-over",
    ),
    _Rule(
        gettext_lazy("Customs exit"),
        lambda case: _in(case, _CS.EXPORTED),
        lambda case: case.told("certificates.exported") if _in(case, _CS.EXPORTED) else "",
        rules.may_record_exit,
        gettext_lazy("customs officer"),
        gettext_lazy("Record the exit"),
        "exit",
    ),
    _Rule(
        gettext_lazy("Confirmation of receipt"),
        _confirmed,
        _due,
        rules.may_record_confirmation,
        gettext_lazy("focal point"),
        gettext_lazy("Reconcile"),
        "reconcile",
        _told,
    ),
)
"""Every step that exists; one without a page follows from other records."""


def _approver(case: Case) -> Text:
    applicant = case.row.submitted_by or case.row.started_by
    return gettext("Must be another person than %(name)s.") % {"name": applicant.name}


def _sheet(case: Case) -> Text:
    assert case.certificate is not None
    sheet = case.certificate.sheet
    words = gettext("Sheet %(number)s") % {"number": sheet.number} if sheet else gettext("Plain paper")
    return _joined(words, case.told("certificates.printed"))


_ENDED = (_AS.REFUSED, _AS.WITHDRAWN)


def steps(case: Case) -> list[Step]:
    """The list: done, the one in hand with its button when it is this person's, and what waits for it."""
    found: list[Step] = []
    waiting = ""
    for number, rule in enumerate(RULES, 1):
        if rule.done(case):
            found.append(Step(rule.name, "done", rule.fact(case)))
        elif case.row.state in _ENDED:
            found.append(Step(rule.name, "to-come", "", state=gettext("Not done")))
        elif not waiting:
            waiting = str(number)
            found.append(_in_hand(case, rule))
        else:
            found.append(Step(rule.name, "to-come", rule.fact(case)))
    return found


def _in_hand(case: Case, rule: _Rule) -> Step:
    possible = bool(rule.page) and rule.ready(case)
    if not possible or not rule.may.test(case.by, case.row):
        words = gettext("Next: %(who)s") % {"who": rule.who} if possible else gettext("Awaited")
        return Step(rule.name, "hand", rule.fact(case), state=words)
    name, kwargs = rule.page, {"reference": case.row.reference}
    href = (
        reverse(f"portal:{name}", kwargs=kwargs)
        if name.startswith("exports-")
        else reverse("portal:exports-act", kwargs=kwargs | {"act": name})
    )
    return Step(rule.name, "hand", rule.fact(case), act=rule.act, act_href=href)


def done(items: list[Step]) -> int:
    """How many steps are done."""
    return sum(step.progress == "done" for step in items)
