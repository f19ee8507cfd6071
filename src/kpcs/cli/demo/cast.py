"""Who plays in the demonstration: three nodes, their offices, people and traders. All are invented."""

from typing import NamedTuple

from kpcs.office.accounts.terms import Role

PASSWORD = "only-for-the-demonstration"  # noqa: S105 of invented people on this computer's own address


class Player(NamedTuple):
    """One invented person."""

    username: str
    name: str
    roles: tuple[Role, ...]
    title: str = ""
    does: str = ""
    """What to try with this sign-in, for the printed list."""


class Firm(NamedTuple):
    """One invented trader, with the player who is its agent (or none)."""

    name: str
    address: tuple[str, ...]
    country: str
    kind: str
    licence: str
    agent: str = ""


class Stage(NamedTuple):
    """One node: ``key`` is its folder; an observer has a name and no Participant."""

    key: str
    participant: str
    observer: str
    authority: str
    office_code: str
    office: str
    address: str
    zone: str
    people: tuple[Player, ...]
    firms: tuple[Firm, ...] = ()
    series: tuple[int, int] | None = None
    sheets: tuple[str, int, int] | None = None

    @property
    def identity(self) -> str:
        """The name of the node towards others."""
        return self.participant or self.observer


BOTSWANA = Stage(
    key="bw",
    participant="BW",
    observer="",
    authority="Example Office for Rough Diamonds",
    office_code="BW-ST",
    office="Sample Town office",
    address="Plot 0000, Specimen Way\nSample Town",
    zone="Africa/Gaborone",
    people=(
        Player("dan", "Dan Example", (Role.AGENT,), "", "applies for Mopane Example Diamonds"),
        Player("mpho", "Mpho Sample", (Role.INTAKE,), "Intake Officer", "takes applications in and examines them"),
        Player("tom", "Tom Testa", (Role.WEIGHER, Role.VALUER), "Weigher", "weighs the parcels"),
        Player("pula", "Pula Testa", (Role.APPROVER,), "Approving Officer", "approves, refuses, asks for more"),
        Player("neo", "Neo Example", (Role.ISSUER, Role.STOCK), "Issuing Officer", "packs, seals, freezes, prints"),
        Player("kago", "Kago Example", (Role.VALIDATOR,), "Deputy Registrar", "signs and stamps: validates"),
        Player("abel", "Abel Placeholder", (Role.CUSTOMS,), "Customs Officer", "records the exit"),
        Player("sele", "Sele Specimen", (Role.SUPERVISOR, Role.FOCAL_POINT), "Head of Office", "peers, revocation"),
    ),
    firms=(
        Firm("Mopane Example Diamonds", ("4 Sample Road", "Example Town"), "BW", "exporter", "PSD-T-0114", agent="dan"),
        Firm("Marula Example Stones", ("9 Specimen Way", "Sample Town"), "BW", "exporter", "PSD-T-0127", agent="dan"),
    ),
    series=(42187, 49999),
    sheets=("A0027", 1946, 1985),
)

UNION = Stage(
    key="eu",
    participant="EU",
    observer="",
    authority="Example Union Authority",
    office_code="EU-S",
    office="Scheldt office",
    address="1 Placeholder Quay\nSample Port",
    zone="Europe/Brussels",
    people=(
        Player("ina", "Ina Sample", (Role.INSPECTOR,), "Import Inspector", "verifies, opens cases, decides, confirms"),
        Player("tilde", "Tilde Specimen", (Role.WEIGHER,), "Weigher", "weighs what arrives"),
        Player("rik", "Rik Demo", (Role.SUPERVISOR, Role.INSPECTOR), "Head of Office", "second person, holds"),
        Player("lea", "Lea Placeholder", (Role.FOCAL_POINT,), "Focal Point", "writes to other authorities"),
        Player("vera", "Vera Specimen", (Role.AUDITOR,), "Auditor", "reads everything, changes nothing"),
    ),
    firms=(
        Firm("Scheldt Sample Traders", ("12 Specimen Quay", "Sample Port"), "BE", "importer", "EU-T-0031"),
        Firm("Harbour Sample Imports", ("3 Example Dock", "Sample Port"), "BE", "importer", "EU-T-0044"),
    ),
    series=(1, 9999),
    sheets=("E0001", 1, 20),
)

CHAIR = Stage(
    key="chair",
    participant="",
    observer="KP-CHAIR",
    authority="Office of the Example Chair",
    office_code="KP-C",
    office="Chair’s office",
    address="",
    zone="Asia/Kolkata",
    people=(
        Player("chanda", "Chanda Sample", (Role.BODY_MEMBER,), "Member of the Chair’s office", "observes"),
        Player("omar", "Omar Placeholder", (Role.SUPERVISOR,), "Head of Office", "peers"),
    ),
)

STAGES = (BOTSWANA, UNION, CHAIR)


def stage_of(key: str) -> Stage:
    """The stage of that key."""
    return next(stage for stage in STAGES if stage.key == key)
