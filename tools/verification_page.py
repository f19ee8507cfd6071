"""Writes ``docs/verification.md`` from the code: ``python -m tools.verification_page``."""

from pathlib import Path

from kpcs.proof import claims, code
from kpcs.proof.verification import CHECKS, CLOSING, Part

PAGE = Path(__file__).parent.parent / "docs" / "verification.md"

INTRODUCTION = f"""# What a verification says

Generated from `src/kpcs/proof` by `python -m tools.verification_page`; change the code, never this page.

`kpcs verify SOURCE [--trust DIR] [--on DATE] [--at XX] [--json]` and `kpcs.proof.verify` answer with a statement:

- **verdict**, about authorship and integrity only: `authentic`, `not_authentic`, `undetermined`. One refuted check of
  authorship makes it `not_authentic`; one that could not be made leaves it `undetermined`. Only whether the print
  equals
  the code may stay open, since the officer's eyes can tell.
- **standing**, what may be done with the document: `barred` when a *fatal* check is refuted; `officer_decides` when a
  *high* or *warning* check is refuted, or authorship is undetermined; else `clear`. A *note* never moves it, and
  neither
  does a check that was not made: the log, the witnesses, and what only eyes and hands can tell.
- **findings**: every check below, in this order, each `established`, `refuted` or `not_checked`, with its grade and one
  sentence. Codes are never reused.
- **as_of**: the day judged by, whose trust folder it was, and how old its keys and reports are.

Exit codes: 0 authentic and clear, 1 not authentic or barred, 2 otherwise. Every statement ends with: *{CLOSING}*

The Core Document names checks, not their weights: the grades are kpcs's own judgement. A desk adds findings of its own
(advance notice, specimen, seals, weights); they take the place of *not checked*, and the standing is computed anew by
the same rule.
"""

TITLES = {
    Part.AUTHORSHIP: "Authorship: who made it, and is it whole",
    Part.SCHEME: "The scheme: elements, parties, number, dates",
    Part.REPORTS: "Reports: what others have said of it",
    Part.PUBLIC_RECORD: "The public record",
    Part.IN_HAND: "In hand: for the officer",
}

REPORTS = """Only the issuer ends its certificate or calls it a fake; only the destination that the code names, or the
verifying authority, claims, confirms or refuses it. Anybody may report a loss, a theft or a doubt; it is shown with the
name of who says so. What somebody says who may not is shown as `report.unentitled` and counts nothing.

The case in hand is told by its digest: its own claim counts nothing. Where no case is in hand (the command at a
gate), a
single case of the same authority is shown as *not checked*, because nobody there can tell whether it is that very case;
two cases, or a case elsewhere, refute `report.claimed`.
"""

COMPROMISE = """A thief of a key writes any date he likes. Under a key compromised since a day, a certificate of that
day
or later is refuted; an older one stays undetermined until an entry in a witnessed log proves its age.
"""

FORM = f"""## The form of the code

`KP1:` and the Base45 (RFC 9285) of the zlib stream (RFC 1950) of a tagged COSE_Sign1 (RFC 9052): at most
{code.TEXT_CEILING} characters, at most {code.INFLATED_CEILING} bytes unpacked, one stream without trailing bytes or
idle bits.

- Protected header exactly `{{1: algorithm, 4: kid}}`, unprotected header empty, payload attached, external data
  `kpcs/certificate/1`. Algorithms: Ed25519 (-19) and ESP256 (-9, RFC 9864); the record of the key decides which.
- `kid`: first 8 bytes of SHA-256 over the deterministic CBOR of `[algorithm, public key bytes]`.
- CBOR in core deterministic form (RFC 8949, 4.2.1); map keys are the numbers 0 to 23; no tags but 18 outside, no
  floats,
  null or simple values but the booleans; at most eight levels of arrays and maps.
- Commitment: SHA-256 over `kpcs/commit/1` and the payload. Check value: Base32 (RFC 4648) of its first 5 bytes.
- Beyond {code.ANNEX_FROM} characters the packing list is annexed: claim 22 holds SHA-256 over `kpcs/packing/1` and
  the list.
- Container label, unsigned: `KPL1:` number `:` Base32 of the commitment without padding.

Byte vectors, with what must be refused and the code of each refusal: `tests/vectors/*.json`.

The signature covers the payload, not its compression: the same signed statement can be compressed in more ways than
one.
Nothing in it can change by that, and the commitment names the contents, not the spelling. ECDSA signatures can be
respelled likewise.

## The claims

"""


def page() -> str:
    """The page as Markdown."""
    parts = [INTRODUCTION]
    for part, title in TITLES.items():
        rows = [check for check in CHECKS if check.part is part]
        parts.append(f"## {title}\n\n| check | grade | asks | source |\n| --- | --- | --- | --- |")
        parts += [f"| `{check.code}` | {check.grade} | {check.question} | {check.source} |" for check in rows]
        parts.append("")
        if part is Part.AUTHORSHIP:
            parts.append(COMPROMISE)
        if part is Part.REPORTS:
            parts.append(REPORTS)
    return "\n".join(parts) + "\n" + FORM + _claims()


def _claims() -> str:
    """The table in the docstring of ``kpcs.proof.claims``, as it stands there."""
    text = (claims.__doc__ or "").strip()
    return f"```\n{text[text.index('====  ') :]}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
