"""Words of the accounts context: roles, and a person acting in an office."""

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from kpcs.office.audit.terms import SYSTEM, Actor

if TYPE_CHECKING:
    from kpcs.office.accounts.models import Office, Person


class Role(models.TextChoices):
    """Duties within an authority. Finer separation is the rule pack's matter."""

    AGENT = "agent", _("trader’s agent")
    INTAKE = "intake", _("intake officer")
    WEIGHER = "weigher", _("weigher")
    VALUER = "valuer", _("valuer")
    APPROVER = "approver", _("approver")
    ISSUER = "issuer", _("issuing officer")
    VALIDATOR = "validator", _("signatory")
    CUSTOMS = "customs", _("customs officer")
    INSPECTOR = "inspector", _("import inspector")
    SUPERVISOR = "supervisor", _("supervisor")
    STOCK = "stock", _("stock keeper")
    AUDITOR = "auditor", _("auditor")
    FOCAL_POINT = "focal_point", _("focal point")
    BODY_MEMBER = "body_member", _("member of a KP body")
    OBSERVER = "observer", _("observer")


class Acting(NamedTuple):
    """A person acting in an office now, with the roles held there today: the ``by`` of every operation.

    ``person`` and ``office`` are None for the node itself (the worker), see :data:`NODE`.
    """

    person: "Person | None"
    office: "Office | None"
    roles: frozenset[str] = frozenset()

    @property
    def actor(self) -> Actor:
        """The text that enters the audit record."""
        if self.person is None:
            return SYSTEM._replace(office=self.office.code if self.office else "")
        return Actor(self.person.username, self.office.code if self.office else "", ",".join(sorted(self.roles)))

    @property
    def name(self) -> str:
        """The person's name, for the personal part of an act."""
        return self.person.name if self.person else ""


NODE = Acting(None, None)
"""The node itself: walks the inbox and the clock, decides nothing that a person must decide."""
