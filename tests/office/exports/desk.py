"""An export desk for tests: an office, its people, a licensed trader, numbers, and the acts of a plain day."""

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kpcs.office.accounts import operations as accounts
from kpcs.office.accounts import queries as people
from kpcs.office.accounts.models import Office
from kpcs.office.accounts.terms import NODE, Acting, Role
from kpcs.office.certificates import operations as certificates
from kpcs.office.certificates.models import Certificate
from kpcs.office.exchange import bodies
from kpcs.office.exchange import operations as exchange
from kpcs.office.exports import operations
from kpcs.office.exports.models import Application, Movement
from kpcs.office.exports.terms import Round
from kpcs.office.traders import operations as traders
from kpcs.office.traders.models import Trader
from kpcs.office.traders.terms import TraderKind
from kpcs.scheme.certificate import Party
from kpcs.scheme.commodities import SubHeading
from kpcs.scheme.lifecycles import MovementState
from kpcs.scheme.quantities import Carats
from tests.office.exchange.foreign import Foreign

AT = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SINCE = date(2010, 1, 1)
WITNESSES = ("Dan Example", "Pula Testa")
SEALS = (("S118204",), ("S118205",))

DRAFT: dict[str, Any] = {
    "kind": "ordinary",
    "destination": "EU",
    "importer": {"name": "Scheldt Sample Traders", "address": "12 Specimen Quay\nSample Port", "country": "BE"},
    "consignee": {},
    "carrier": "Sample Secure Air",
    "waybill": "AWB 000-4417 2096",
    "departs_on": "2026-11-20",
    "expected_on": "2026-11-23",
    "declaration": "yes",
    "invoice": {"number": "ME-2026-118", "date": "2026-11-16"},
    "warranty": "yes",
    "carats": "9074.71",
    "value": "1240534.89",
    "lines": [
        {"container": "1", "parcel": "P1", "hs": "7102.31", "carats": "4812.36", "value": "632344.10", "origins": "BW"},
        {"container": "1", "parcel": "P2", "hs": "7102.31", "carats": "2046.18", "value": "345292.88", "origins": "BW"},
        {"container": "2", "parcel": "P3", "hs": "7102.31", "carats": "905.42", "value": "161708.01", "origins": "BW"},
        {
            "container": "2",
            "parcel": "P3",
            "hs": "7102.10",
            "carats": "1310.75",
            "value": "101189.90",
            "origins": "BW 810.750 62589.90, NA 500.000 38600.00",
        },
    ],
}
"""Two containers, three parcels, two sub-headings, one line of listed mixed origin; prices inside published ranges."""

PARCELS = {"P1": "4812.360", "P2": "2046.180", "P3": "2216.170"}


def draft(**changes: Any) -> dict[str, Any]:
    """The sample draft; ``changes`` by path with ``__`` for each step: ``lines__0__carats="0"``."""
    whole = copy.deepcopy(DRAFT)
    for path, value in changes.items():
        steps = [int(step) if step.isdigit() else step for step in path.split("__")]
        place: Any = whole
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value
    return whole


class Desk:
    """The Sample Town office: ``dan`` agent, ``mpho`` intake, ``tom`` weigher, ``pula`` approver, ``neo`` issuing
    officer, ``kago`` signatory, ``cus`` customs, ``sue`` supervisor, ``foc`` focal point, ``ada`` auditor; and ``far``,
    who holds every duty in another office."""

    def __init__(
        self, *, series: tuple[int, int] | None = (42_187, 42_999), peer: bool = True, at: datetime = AT
    ) -> None:
        self.at = at
        self.office = self.open("BW-ST", "Sample Town office")
        self.other = self.open("BW-EX", "Example Town office")
        self.dan = self.person("dan.example", "Dan Example", Role.AGENT)
        self.mpho = self.person("mpho.sample", "Mpho Sample", Role.INTAKE)
        self.tom = self.person("tom.testa", "Tom Testa", Role.WEIGHER)
        self.pula = self.person("pula.testa", "Pula Testa", Role.APPROVER)
        self.neo = self.person("neo.example", "Neo Example", Role.ISSUER)
        self.kago = self.person("kago.example", "Kago Example", Role.VALIDATOR)
        self.cus = self.person("cus.demo", "Cus Demo", Role.CUSTOMS)
        self.sue = self.person("sue.sample", "Sue Sample", Role.SUPERVISOR, Role.STOCK)
        self.foc = self.person("foc.sample", "Foc Sample", Role.FOCAL_POINT)
        self.ada = self.person("ada.test", "Ada Test", Role.AUDITOR)
        self.far = self.person("far.placeholder", "Far Placeholder", *Role, office=self.other)
        self.trader = self.firm("Mopane Example Diamonds", "PSD-T-0114")
        traders.appoint_agent(by=self.mpho, at=self.at, trader=self.trader, person=self.dan.person, since=SINCE)
        if series:
            certificates.open_series(by=self.sue, at=self.at, office=self.office, first=series[0], last=series[1])
        self.eu = Foreign("EU")
        if peer:
            introduced = self.eu.introduction()
            exchange.add_peer(by=NODE, at=self.at, introduced=introduced, fingerprint=introduced.fingerprint)

    def open(self, code: str, name: str) -> Office:
        return accounts.open_office(
            by=NODE,
            at=self.at,
            code=code,
            participant="BW",
            name=name,
            authority="Example Office for Rough Diamonds",
            address="1 Example Square\nSample Town",
            time_zone="Africa/Gaborone",
        )

    def person(self, username: str, name: str, *roles: Role, office: Office | None = None) -> Acting:
        place = office or self.office
        person = accounts.add_person(by=NODE, at=self.at, username=username, name=name, password="not used here")
        for role in roles:
            title = "Deputy Registrar" if role == Role.VALIDATOR else ""
            accounts.give_duty(by=NODE, at=self.at, person=person, office=place, role=role, since=SINCE, title=title)
        return people.acting(person, place, self.at.date())

    def firm(self, name: str, licence: str = "") -> Trader:
        trader = traders.register_trader(
            by=self.mpho,
            at=self.at,
            name=name,
            address="4 Sample Road\nExample Town",
            country="BW",
            kind=TraderKind.EXPORTER,
        )
        if licence:
            traders.grant_licence(
                by=self.mpho,
                at=self.at,
                trader=trader,
                number=licence,
                kind=TraderKind.EXPORTER,
                since=SINCE,
                until=date(2028, 7, 1),
            )
        return trader

    # ---------------------------------------------------------------- the acts of a plain day

    def submitted(self, **changes: Any) -> Application:
        row = operations.start(by=self.dan, at=self.at, trader=self.trader, draft=draft(**changes))
        return operations.submit(by=self.dan, at=self.at, reference=row.reference)

    def examined(self, **changes: Any) -> Application:
        return operations.examine(by=self.mpho, at=self.at, reference=self.submitted(**changes).reference)

    def approved(self, **changes: Any) -> Application:
        return operations.approve(by=self.pula, at=self.at, reference=self.examined(**changes).reference)

    def reserved(self, row: Application | None = None, seals: Any = SEALS) -> Application:
        row = row or self.approved()
        operations.reserve_number(by=self.neo, at=self.at, reference=row.reference, seals=seals)
        return row

    def weigh(self, row: Application, at: datetime | None = None, **weights: str) -> None:
        carats = {parcel: Carats.parse(text) for parcel, text in {**PARCELS, **weights}.items()}
        operations.weigh(
            by=self.tom,
            at=at or self.at,
            reference=row.reference,
            round=Round.PACKING,
            weights=carats,
            witnesses=WITNESSES,
        )

    def seal(self, row: Application, at: datetime | None = None) -> None:
        operations.seal(by=self.neo, at=at or self.at, reference=row.reference, witnesses=WITNESSES)

    def sealed(self, row: Application | None = None) -> Application:
        row = self.reserved(row)
        self.weigh(row)
        self.seal(row)
        return row

    def freeze(self, row: Application, at: datetime | None = None) -> Certificate:
        return operations.freeze(by=self.neo, at=at or self.at, reference=row.reference, signatory=self.kago.person)

    def frozen(self) -> Application:
        row = self.sealed()
        self.freeze(row)
        return row

    def printed(self) -> Application:
        row = self.frozen()
        self.print(row)
        return row

    def print(self, row: Application, at: datetime | None = None) -> Certificate:
        return certificates.print_certificate(by=self.neo, at=at or self.at, number=self.certificate(row).number)

    def validated(self) -> Application:
        row = self.printed()
        operations.validate(by=self.kago, at=self.at, reference=row.reference)
        return row

    def exported(self) -> Application:
        row = self.validated()
        certificates.hand_over(by=self.neo, at=self.at, number=self.certificate(row).number, receiver="Lea Placeholder")
        operations.record_exit(
            by=self.cus, at=self.at + timedelta(days=1), reference=row.reference, exported_on=date(2026, 11, 20)
        )
        return row

    # ---------------------------------------------------------------- what there is

    def certificate(self, row: Application) -> Certificate:
        """The newest number of the application."""
        return Certificate.objects.filter(application=row.reference).order_by("-number")[0]

    def movement(self, row: Application) -> Movement:
        return Movement.objects.select_related("confirmation").get(certificate=self.certificate(row))

    def confirmed(self, row: Application, **changes: Any) -> bodies.Confirmation:
        """What the European Union would say when everything is as certified."""
        certificate = self.certificate(row)
        found = {SubHeading.UNSORTED: "1310.750", SubHeading.NON_INDUSTRIAL: "7763.960"}
        body = bodies.Confirmation(
            number=certificate.number,
            result=MovementState.ACCEPTED,
            parcels=3,
            lines=tuple(
                bodies.ConfirmedLine(hs, Carats.parse(carats), Carats.parse(carats)) for hs, carats in found.items()
            ),
            importer=Party("Scheldt Sample Traders", ("12 Specimen Quay", "Sample Port"), "BE"),
            exporter=Party("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW"),
            received_on=date(2026, 11, 23),
            case_number="EU-S-2026-118",
            office="EU-S",
            commitment=certificate.commitment,
            seals_intact=True,
        )
        return body._replace(**changes)
