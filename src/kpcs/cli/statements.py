"""A statement as an officer reads it on a terminal."""

from kpcs.proof.verification import CLOSING, AsOf, Finding, Outcome, Standing, Statement, Verdict
from kpcs.scheme.certificate.values import Certificate, Party
from kpcs.scheme.participants import Participants

_VERDICTS = {
    Verdict.AUTHENTIC: "AUTHENTIC: the issuer made it, and nothing was changed.",
    Verdict.NOT_AUTHENTIC: "NOT AUTHENTIC.",
    Verdict.UNDETERMINED: "UNDETERMINED: who made it could not be established.",
}
_STANDINGS = {
    Standing.CLEAR: "CLEAR: nothing known stands against it.",
    Standing.OFFICER_DECIDES: "THE OFFICER DECIDES:",
    Standing.BARRED: "BARRED:",
}
_GROUPS = (
    ("Not established", Outcome.REFUTED),
    ("Not checked", Outcome.NOT_CHECKED),
    ("Established", Outcome.ESTABLISHED),
)


def show(statement: Statement) -> None:
    """Print ``statement``: verdict and standing, what the code says, the findings, how old the knowledge is."""
    print(_VERDICTS[statement.verdict])
    print(_STANDINGS[statement.standing])
    for finding in statement.reasons:
        print(f"  - {finding.text}")
    if statement.certificate is not None:
        print("\nThe code says (compare it with the paper):")
        for label, value in _fields(statement.certificate, statement.check_value):
            print(f"  {label + ':':24}{value}")
    elif statement.number:
        print(f"\n  {'Certificate number:':24}{statement.number}\n  {'Commitment:':24}{statement.commitment}")
    for title, outcome in _GROUPS:
        found = [finding for finding in statement.findings if finding.outcome is outcome]
        if found:
            print(f"\n{title}:")
            for finding in found:
                print(f"  - {_line(finding)}")
    print(f"\n{_as_of(statement.as_of)}\n{CLOSING}")


def _line(finding: Finding) -> str:
    if finding.outcome is Outcome.REFUTED:
        return f"{finding.text} ({finding.check}, {finding.grade})"
    return f"{finding.text} ({finding.check})"


def _fields(c: Certificate, check_value: str) -> list[tuple[str, str]]:
    name = Participants.published().name
    origins = ", ".join(
        name(share.country) + (f" {share.carats.printed(' ')} ct" if share.carats is not None else "")
        for share in c.origins.shares
    )
    fields = [
        ("Certificate number", c.number),
        ("Check value", check_value),
        ("Issued", c.issued_on.isoformat()),
        ("To be exported by", c.must_export_by.isoformat() if c.must_export_by else ""),
        ("Expires", c.expires_on.isoformat()),
        ("Issuing authority", f"{c.authority}, office {c.office}"),
        ("Exporter", _party(c.exporter)),
        ("Importer", _party(c.importer)),
        ("Consignee", _party(c.consignee) if c.consignee else ""),
        ("Destination", f"{name(c.destination)} ({c.destination})"),
        ("Provenance", f"{name(c.provenance)} ({c.provenance})"),
        ("Origin", origins if c.origins.mode != "mixed_undeclared" else f"mixed, not declared {origins}".strip()),
        *((f"HS {line.hs}", f"{line.carats.printed(' ')} ct, US$ {line.value.fixed(2, ' ')}") for line in c.lines),
        ("Total", f"{c.carats.printed(' ')} ct, US$ {c.value.fixed(2, ' ')}"),
        ("Parcels, containers", f"{c.parcel_count}, {c.container_count}"),
        ("Seals", ", ".join(c.seals)),
        ("Annexed packing list", c.packing_digest),
        ("Sheet", c.sheet),
        ("Signatory", f"{c.signatory.name}, {c.signatory.title}".rstrip(", ")),
    ]
    return [(label, value) for label, value in fields if value]


def _party(party: Party) -> str:
    return ", ".join((party.name, *(line for line in party.address if line.strip())))


def _as_of(as_of: AsOf) -> str:
    if as_of.keys is None:
        return f"Judged for {as_of.on}, without a trust folder."
    reports = f"reports as of {as_of.reports:%Y-%m-%d %H:%M} UTC" if as_of.reports else "no reports held"
    return f"Judged for {as_of.on}, by the keys of {as_of.owner} as of {as_of.keys:%Y-%m-%d %H:%M} UTC, {reports}."
