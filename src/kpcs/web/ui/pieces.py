"""What the components are fed with: plain values that a view builds and a template tag sets.

Texts may be lazy translations or safe HTML made by :mod:`kpcs.web.ui.figures`; anything else is escaped.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise

from kpcs.scheme.quantities import Carats, USDollars

type Text = str | Promise


class Entry(NamedTuple):
    """One entry of the service navigation; ``waiting`` is the counter beside it, None for no counter."""

    label: Text
    href: str
    current: bool = False
    waiting: int | None = None


class Chrome(NamedTuple):
    """What stands round every page. ``place`` is the second text of the header: Participant and office.

    ``person`` is empty before sign-in. ``now`` is shown in the zone of the office, ``find`` is the address of the
    number search and ``home`` the address of the mark.
    """

    authority: Text
    place: Text
    now: datetime
    home: str = "/"
    person: str = ""
    role: Text = ""
    entries: Sequence[Entry] = ()
    find: str = ""
    edition: Text = ""


class Row(NamedTuple):
    """A label and its value; ``second`` is a muted line below, ``action`` a link at the end of the row."""

    label: Text
    value: Text
    second: Text = ""
    action: Text = ""
    href: str = ""


class Count(NamedTuple):
    """A cell of the counts strip: a figure that is a filter link. ``tone`` is empty, bad, care or waiting."""

    figure: Text
    label: Text
    href: str = ""
    current: bool = False
    tone: str = ""


class Way(NamedTuple):
    """An outlined button below the intake field."""

    label: Text
    href: str
    icon: str


class Answer(NamedTuple):
    """One cell of the answer pair. ``age`` says how old its source is, where that matters."""

    question: Text
    word: Text
    tone: str
    reasons: Sequence[Text]
    age: Text = ""


class Found(NamedTuple):
    """A finding: its sentence, its source and as of when."""

    sentence: Text
    outcome: str
    source: Text = ""
    as_of: Text = ""


class Claim(NamedTuple):
    """One of the two cases that claim a number. ``values`` follow the labels given to the component."""

    title: Text
    tag: Text
    values: Sequence[Text]


class Stage(NamedTuple):
    """A bar of the stage line. ``progress`` is ``done``, ``hand`` or ``to-come``."""

    name: Text
    progress: str
    fact: Text = ""


class Step(NamedTuple):
    """A step of the list. ``progress`` is ``done``, ``hand`` (in hand, with its button), ``blocked`` or ``to-come``.

    ``state`` replaces the usual word of the progress; ``act`` and ``act_href`` make the button of the step in hand.
    """

    name: Text
    progress: str
    fact: Text = ""
    href: str = ""
    state: Text = ""
    act: Text = ""
    act_href: str = ""


class Act(NamedTuple):
    """An act of the timeline: what was done, when, by whom. ``to_come`` is expected and not yet done."""

    what: Text
    when: Text = ""
    who: Text = ""
    to_come: bool = False


class SideAct(NamedTuple):
    """An act on one of two sides; ``exporting`` tells which. Acts with the same ``row`` stand on one line."""

    day: date
    what: Text
    fact: Text
    exporting: bool
    row: int


class MapLine(NamedTuple):
    """A block of the shipment map; ``share`` is 1 to 100 of its parcel, ``tone`` 1 to 3 by HS sub-heading."""

    label: Text
    hs: str
    carats: Carats
    value: USDollars
    tone: int
    share: int = 100


class MapParcel(NamedTuple):
    """A parcel with its lines."""

    label: Text
    lines: Sequence[MapLine]
    share: int = 100

    @property
    def carats(self) -> Carats:
        """Sum of the lines."""
        return Carats.total(line.carats for line in self.lines)

    @property
    def value(self) -> USDollars:
        """Sum of the lines."""
        return USDollars.total(line.value for line in self.lines)


class MapContainer(NamedTuple):
    """A container with its seals and parcels."""

    label: Text
    seals: Sequence[str]
    parcels: Sequence[MapParcel]
    share: int = 100

    @property
    def carats(self) -> Carats:
        """Sum of the parcels."""
        return Carats.total(parcel.carats for parcel in self.parcels)


class BarPart(NamedTuple):
    """A part of the bar of lines; ``state`` is ``weighed``, ``differs`` or ``to-weigh``, ``share`` 1 to 100."""

    label: Text
    share: int
    state: str
