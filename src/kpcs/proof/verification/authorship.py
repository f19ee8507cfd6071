"""Who made it, and is it whole: reading the code, the key, the signature."""

from kpcs.proof import code as codes
from kpcs.proof import cose
from kpcs.proof.code import Code
from kpcs.proof.cose import Purpose
from kpcs.proof.keys.public import KeyState, PublicKey, Role
from kpcs.proof.snapshot import Trust
from kpcs.proof.verification.statement import Finding, established, not_checked, refuted
from kpcs.scheme.certificate.values import Certificate
from kpcs.scheme.problems import Refusal
from kpcs.scheme.problems import gettext_noop as _


def read_code(text: str) -> tuple[Code | None, list[Finding]]:
    """The code taken apart, with what is found on the way; None when it cannot be read."""
    try:
        code = codes.decode(codes.tidied(text))
    except Refusal as refusal:
        problem = refusal.problems[0]
        if problem.code in ("code.prefix", "code.version"):
            return None, [Finding("code.read", not_checked("code.read").outcome, problem.sentence, problem.params)]
        outside = problem.code.startswith(("code.base45.", "code.zlib.", "code.text_"))
        if outside:
            return None, [refuted("code.read", problem.sentence, **problem.params)]
        return None, [
            established("code.read", _("The code is whole.")),
            refuted("code.profile", problem.sentence, **problem.params),
        ]
    return code, [
        established("code.read", _("The code is whole.")),
        established("code.profile", _("The code is signed data in its one form.")),
    ]


def judge(code: Code, trust: Trust | None) -> list[Finding]:
    """What the keys in ``trust`` say of ``code``."""
    if trust is None:
        return [not_checked("key.known")]
    key = trust.find_key(code.signed.kid)
    name = code.signed.kid.hex(" ", 2)
    if key is None:
        return [
            not_checked(
                "key.known",
                _("The key %(key)s is not known here. Ask %(issuer)s for it."),
                key=name,
                issuer=code.certificate.issuer,
            ),
        ]
    found = [
        established("key.known", _("The key %(key)s is known; it belongs to %(owner)s."), key=name, owner=key.owner)
    ]
    if key.role is not Role.ISSUING:
        found.append(
            refuted(
                "key.role",
                _("The key %(key)s of %(owner)s is for “%(role)s”, never for certificates."),
                key=name,
                owner=key.owner,
                role=key.role.value,
            )
        )
        return found
    found.append(established("key.role", _("It is a key for issuing certificates.")))
    found.append(_signature(code, key))
    found.extend((_owner(code.certificate, key), _compromise(code.certificate, key), _validity(code.certificate, key)))
    return found


def _signature(code: Code, key: PublicKey) -> Finding:
    try:
        cose.verify(code.signed, Purpose.CERTIFICATE, key)
    except Refusal as refusal:
        return refuted("signature", refusal.problems[0].sentence, **refusal.problems[0].params)
    return established("signature", _("The signature fits the contents: nothing was changed."))


def _owner(certificate: Certificate, key: PublicKey) -> Finding:
    try:
        codes.refuse_other_issuer(certificate, key)
    except Refusal as refusal:
        return refuted("key.owner", refusal.problems[0].sentence, **refusal.problems[0].params)
    return established(
        "key.owner",
        _("%(owner)s owns the key, issued the certificate and is the prefix of its number."),
        owner=key.owner,
    )


def _compromise(certificate: Certificate, key: PublicKey) -> Finding:
    """A thief of the key writes any day of issue he likes. A day after the compromise refutes; a day before
    it could be established by an entry in a witnessed log alone."""
    if key.state is not KeyState.COMPROMISED or key.since is None:
        return established("key.compromise", _("The key is not reported as compromised."))
    since = key.since.date()
    days = {"since": since.isoformat(), "issued": certificate.issued_on.isoformat()}
    if certificate.issued_on >= since:
        return refuted(
            "key.compromise",
            _("The key is compromised since %(since)s, and the certificate is dated %(issued)s."),
            **days,
        )
    return not_checked(
        "key.compromise",
        _(
            "The key is compromised since %(since)s. The certificate is dated %(issued)s, "
            "but only the issuer can say whether it is that old: ask."
        ),
        **days,
    )


def _validity(certificate: Certificate, key: PublicKey) -> Finding:
    issued = certificate.issued_on
    retired = key.state is KeyState.RETIRED and key.since is not None and issued > key.since.date()
    if retired or not key.may_sign_on(issued):
        return refuted(
            "key.validity", _("The key was not in service on the day of issue, %(issued)s."), issued=issued.isoformat()
        )
    return established("key.validity", _("The key was in service on the day of issue."))
