"""Words of the import desk: how a document came to us, what was found, why something is held."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpcs.scheme.lifecycles import ForeignDocumentAct, ForeignDocumentState, MovementAct, MovementState


class Medium(models.TextChoices):
    """How a foreign document was captured."""

    CODE = "code", _("Paper with code")
    PAPER = "paper", _("Paper without code")


class Announced(models.TextChoices):
    """Who told us that a shipment comes."""

    PRE_ADVICE = "pre_advice", _("Pre-advice")
    IMPORTER = "importer", _("Importer")
    NOBODY = "nobody", _("Not announced")


COMING = (MovementState.ANNOUNCED, MovementState.DISPATCHED, MovementState.DIVERTED)
"""States of a movement that has not arrived and still may."""


class SealCondition(models.TextChoices):
    """What was found of a seal (CORE Annex II.22)."""

    INTACT = "intact", _("Intact")
    BROKEN = "broken", _("Broken")
    MISSING = "missing", _("Missing")


class EvidenceKind(models.TextChoices):
    """What a kept file shows."""

    SHEET = "sheet", _("The sheet as brought")
    SEAL = "seal", _("A seal")
    PARCEL = "parcel", _("A parcel")
    ANSWER = "answer", _("The issuer’s answer")
    LETTER = "letter", _("A letter sent")
    OTHER = "other", _("Something else")


class HoldReason(models.TextChoices):
    """Why goods and document are kept together until something is settled. The list is not defined by a source; the
    classes are those of CORE V(f), EU 5 and the laws on detention that kpcs's packs name."""

    TWO_CLAIMS = "two_claims", _("Two cases claim this number")
    AUTHENTICITY = "authenticity", _("The document is in doubt")
    STATUS = "status", _("The issuer has ended or reported this certificate")
    DIFFERENCE = "difference", _("What was found differs from the certificate")
    SEALS = "seals", _("Seals are broken, missing or others")
    NO_ORIGINAL = "no_original", _("The original does not accompany the goods")
    RESTRICTION = "restriction", _("A restriction applies to this trade")
    OTHER = "other", _("Another reason")


LOOKS = ("paper.specimen", "paper.validation", "goods.kind")
"""Checks of :mod:`kpcs.proof.verification.checks` that the officer answers by looking; seals, parcels and weight follow
from the inspection."""

DECISIONS: dict[MovementAct, object] = {
    MovementAct.ACCEPT: _("Accept the goods"),
    MovementAct.ACCEPT_WITH_DIFFERENCE: _("Accept the goods with difference"),
    MovementAct.REFUSE_IN_PART: _("Refuse the goods in part"),
    MovementAct.REFUSE: _("Refuse the goods"),
    MovementAct.RETURN: _("Return the goods to the exporting authority"),
    MovementAct.SEIZE: _("Seize the goods"),
}
"""The acts that decide a case, in the order in which they are offered; each leads to a state of the movement."""

ANSWERS: dict[ForeignDocumentState, ForeignDocumentAct] = {
    ForeignDocumentState.GENUINE: ForeignDocumentAct.ANSWER_GENUINE,
    ForeignDocumentState.FAKE: ForeignDocumentAct.ANSWER_FAKE,
    ForeignDocumentState.ALTERED: ForeignDocumentAct.ANSWER_ALTERED,
    ForeignDocumentState.GENUINE_VOID: ForeignDocumentAct.ANSWER_VOID,
    ForeignDocumentState.UNKNOWN: ForeignDocumentAct.ANSWER_UNKNOWN,
}
"""What an issuer can answer, and the act by which the answer enters the document's life."""
