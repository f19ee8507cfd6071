"""An import desk for tests: offices, people, a real peer with real keys, and the acts of a plain day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from kpcs.office.accounts import operations as accounts
from kpcs.office.accounts import queries as people
from kpcs.office.accounts.models import Office, Person
from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exchange.operations.trusting import refresh_trust_folder
from kpcs.office.exchange.terms import MovementKind
from kpcs.office.imports import operations, tasks
from kpcs.office.imports.models import Arrival, ForeignDocument, InspectionCase
from kpcs.office.imports.operations import Findings, LineEntry, SealEntry
from kpcs.proof import code as codes
from kpcs.proof.keys import Role as KeyRole
from kpcs.proof.keys.private import SigningKey
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.quantities import Carats
from tests.office.exchange.foreign import Foreign, our_sealing_key
from tests.samples import certificate

AT = datetime(2026, 11, 23, 8, 53, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NONCE = bytes(range(16))

PAPER = {
    "title": "KIMBERLEY PROCESS CERTIFICATE",
    "statement": "The rough diamonds in this shipment have been handled in accordance with the provisions of the"
    " Kimberley Process Certification Scheme for rough diamonds.",
    "number": "SL 004917",
    "sheet": "0 224 417",
    "issued_on": "9 November 2026",
    "expires_on": "8 January 2027",
    "exporter": "Kapok Specimen Gems\n2 Sample Street\nExample Harbour",
    "importer": "Harbour Sample Imports\n7 Specimen Dock",
    "destination": "European Union",
    "origin": "Sierra Leone",
    "carats": "388.05 ct",
    "value": "US$ 81,878.55",
    "parcels": "1",
    "seals": "SL 40771",
    "authority": "Example Minerals Office",
    "validation": "Amara Sample, Director; stamp",
}
PAPER_LINES = ({"hs": "7102.31", "carats": "388.05", "value": "81,878.55"},)
"""A paper certificate of Sierra Leone with nothing wrong on it."""


class Desk:
    """The desk with its people: ``ina`` inspector, ``tom`` weigher, ``rik`` supervisor of the Scheldt office, ``lea``
    inspector of the Harbour office, ``ada`` auditor."""

    def __init__(self) -> None:
        self.scheldt = self.office("EU-S", "Scheldt office")
        self.harbour = self.office("EU-H", "Harbour office")
        self.ina = self.person("ina.sample", "Ina Sample", self.scheldt, Role.INSPECTOR)
        self.tom = self.person("tom.specimen", "Tom Specimen", self.scheldt, Role.WEIGHER)
        self.rik = self.person("rik.demo", "Rik Demo", self.scheldt, Role.SUPERVISOR)
        self.ada = self.person("ada.test", "Ada Test", self.scheldt, Role.AUDITOR)
        self.cus = self.person("cus.demo", "Cus Demo", self.scheldt, Role.CUSTOMS)
        self.lea = self.person("lea.placeholder", "Lea Placeholder", self.harbour, Role.INSPECTOR)
        self.bw = Foreign("BW")
        introduced = self.bw.introduction()
        exchange.add_peer(by=NODE, at=AT, introduced=introduced, fingerprint=introduced.fingerprint)
        refresh_trust_folder(at=AT)

    def office(self, code: str, name: str) -> Office:
        return accounts.open_office(
            by=NODE,
            at=AT,
            code=code,
            participant="EU",
            name=name,
            authority="Rough Diamond Authority",
            time_zone="Europe/Brussels",
        )

    def person(self, username: str, name: str, office: Office, *roles: Role) -> Acting:
        person: Person = accounts.add_person(by=NODE, at=AT, username=username, name=name, password="not used here")
        for role in roles:
            accounts.give_duty(by=NODE, at=AT, person=person, office=office, role=role, since=date(2026, 1, 1))
        return people.acting(person, office, AT.date())

    def code(self, **changes: Any) -> str:
        """The text of a code of Botswana; ``changes`` to the sample certificate."""
        return self.code_of(certificate(**changes))

    def code_of(self, whole: Certificate, foreign: Foreign | None = None) -> str:
        payload = codes.freeze(whole, NONCE)
        self.packing = payload.packing
        return codes.sign(payload.data, (foreign or self.bw).signer(KeyRole.ISSUING))

    def code_by_wrong_key(self) -> str:
        """A code signed with Botswana's key for messages, as no honest program would."""
        key, secret = self.bw.keys[KeyRole.MESSAGE]
        signer = SigningKey(key._replace(role=KeyRole.ISSUING), secret)
        return codes.sign(codes.freeze(certificate(), NONCE).data, signer)

    def pre_advice(self, text: str = "", **changes: Any) -> bodies.PreAdvice:
        whole = bodies.PreAdvice(
            code=text or self.code(),
            movement=MovementKind.ORDINARY,
            validated_on=date(2026, 11, 19),
            carrier="Sample Secure Air",
            waybill="AWB 000-4417 2096",
            expected_on=date(2026, 11, 23),
        )
        return whole._replace(**changes)

    def receive(self, body: Any, at: datetime = AT, foreign: Foreign | None = None, **changes: Any) -> int:
        """A message of the foreign authority comes and the worker walks the inbox; answers how many were applied."""
        foreign = foreign or self.bw
        message = foreign.message(body, recipient="EU", **changes)
        from kpcs.proof import sealing

        exchange.receive(envelope=sealing.seal_message(message, foreign.signer(), our_sealing_key()), at=at)
        return tasks.walk_inbox(at=at)

    def announced(self) -> Arrival:
        self.receive(self.pre_advice())
        return Arrival.objects.get()

    def captured(self, text: str = "", by: Acting | None = None, **more: Any) -> ForeignDocument:
        return operations.capture_code(
            by=by or self.ina, at=AT, text=text or self.code(), brought_by="Scheldt Sample Traders", **more
        )

    def typed(self, by: Acting | None = None, **texts: str) -> ForeignDocument:
        return operations.capture_paper(
            by=by or self.ina, at=AT, texts={**PAPER, **texts}, lines=PAPER_LINES, brought_by="Harbour Sample Imports"
        )

    def opened(self, text: str = "", **more: Any) -> InspectionCase:
        return operations.open_case(by=self.ina, at=AT, document=self.captured(text, **more))

    def found(self, case: InspectionCase, **wrong: str) -> Findings:
        """Everything as certified; ``wrong`` gives other weights by place: ``l_2_3_1="904.040"``."""
        lines = {}
        for row in case.lines.all():
            weight = wrong.get(f"l_{row.container}_{row.parcel}_{row.line}")
            lines[row.container, row.parcel, row.line] = LineEntry(Carats.parse(weight) if weight else row.certified)
        return Findings(
            seals={(s.container, s.position): SealEntry(s.certified, "intact") for s in case.seals.all()},
            parcels={row.container: row.parcels_certified for row in case.containers.all()},
            lines=lines,
            present=(("Ina Sample", "inspector"), ("Lea Placeholder", "for the importer")),
        )

    def weighed(self, case: InspectionCase | None = None, **wrong: str) -> InspectionCase:
        case = case or self.opened()
        return operations.save_inspection(by=self.ina, at=AT, case=case, findings=self.found(case, **wrong))
