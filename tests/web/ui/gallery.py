"""Every component on sample pages, to be looked at and tested: invented parties, the figures of the samples."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates

from kpcs.scheme.lifecycles import CertificateState, MovementState
from kpcs.scheme.quantities import Carats, USDollars
from kpcs.web.ui import figures
from kpcs.web.ui.fields import CaratsField, DayField, DollarsField
from kpcs.web.ui.pieces import (
    Act,
    Answer,
    BarPart,
    Chrome,
    Claim,
    Count,
    Entry,
    Found,
    Row,
    SideAct,
    Stage,
    Step,
    Way,
)
from kpcs.web.ui.templatetags.kpcs_ui import phrase, tag, word
from tests.samples import CONTAINERS

NOW = datetime(2026, 11, 23, 8, 52, tzinfo=UTC)
IMPORT_DESKS = [
    Entry("Import desk", "#", True, 38),
    Entry("Export desk", "#"),
    Entry("Certificates", "#"),
    Entry("Doubts", "#", False, 2),
    Entry("Participants", "#"),
    Entry("Statistics", "#"),
    Entry("Office", "#"),
]


def chrome(entries: list[Entry] | None = None) -> Chrome:
    """The frame of an officer's page."""
    return Chrome(
        "Rough Diamond Authority",
        "European Union, Scheldt office",
        NOW,
        "/",
        "Ina Sample",
        "import inspector",
        IMPORT_DESKS if entries is None else entries,
        "/find/",
        "kpcs 0.1.0, sample data only",
    )


_LIKE_A_NODE = {key: settings.TEMPLATES[0][key] for key in ("APP_DIRS", "OPTIONS")}


class SampleForm(forms.Form):
    """One field of each kind."""

    number = forms.CharField(label="Certificate number", help_text="As printed, like BW00042187.", max_length=20)
    carats = CaratsField(label="Carats found", required=False)
    value = DollarsField(label="Value in US dollars")
    day = DayField(label="Day of issue", help_text="For example 23 11 2026")
    heading = forms.ChoiceField(label="HS line", choices=[("7102.10", "7102.10 unsorted"), ("7102.31", "7102.31")])
    brought = forms.ChoiceField(
        label="Who brings it", choices=[("importer", "Importer"), ("carrier", "Carrier")], widget=forms.RadioSelect
    )
    seen = forms.MultipleChoiceField(
        label="What you saw",
        choices=[("stamp", "Stamp"), ("signature", "Signature")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="Compared with the specimen")
    note = forms.CharField(label="Note", widget=forms.Textarea({"rows": 3}), required=False)
    scan = forms.FileField(label="Photo or scan", required=False)


def _desk_row(
    number: str, country: str, exporter: str, importer: str, carats: str, value: str, due: Any, on: str, state: Any
) -> dict[str, Any]:
    return {
        "number": number,
        "country": country,
        "exporter": exporter,
        "importer": importer,
        "parcels": 3,
        "carats": Carats.parse(carats),
        "value": USDollars.parse(value),
        "due": due,
        "on": on,
        "state": state,
    }


def context(name: str) -> dict[str, Any]:
    """What the sample page ``name`` is fed with."""
    bare = {
        "chrome": chrome(),
        "now": NOW,
        "counts": [
            Count("38", "All open", "#", current=True),
            Count("31", "Expected", "#"),
            Count("1", "At the counter", "#"),
            Count("3", "Confirm today", "#"),
            Count("3", "Overdue", "#", tone="bad"),
            Count("1", "Held", "#", tone="waiting"),
        ],
        "ways": [
            Way("Use the camera", "#", "camera"),
            Way("Upload a photo or PDF", "#", "upload"),
            Way("Enter a paper certificate", "#", "keyboard"),
        ],
        "groups": [
            (
                "At the counter",
                "1 certificate",
                [
                    _desk_row(
                        "BW00042187",
                        "Botswana",
                        "Mopane Example Diamonds",
                        "Scheldt Sample Traders",
                        "9074.71",
                        "1240534.89",
                        word("In 2 days"),
                        "25 Nov",
                        tag("To check", "hand"),
                    )
                ],
            ),
            (
                "Confirmation overdue",
                "2 certificates",
                [
                    _desk_row(
                        "BW00042112",
                        "Botswana",
                        "Mopane Example Diamonds",
                        "Scheldt Sample Traders",
                        "6210.44",
                        "742147.58",
                        word("4 days late", "bad"),
                        "17 Nov",
                        tag("Weighed, to decide", "hand"),
                    ),
                    _desk_row(
                        "SL00004917",
                        "Sierra Leone",
                        "Kapok Specimen Gems",
                        "Harbour Sample Imports",
                        "388.05",
                        "81878.55",
                        word("3 days late", "bad"),
                        "18 Nov",
                        tag("Held: two claims", "waiting", "lock"),
                    ),
                ],
            ),
            (
                "Due today",
                "1 certificate",
                [
                    _desk_row(
                        "AO00055208",
                        "Angola",
                        "Imbondeiro Example Lda",
                        "Harbour Sample Imports",
                        "21340.00",
                        "3243680.00",
                        word("Today", "care"),
                        "23 Nov, 17:00",
                        tag("Difference 1.38 ct", "care"),
                    )
                ],
            ),
            (
                "Expected",
                "2 certificates, earliest arrival first",
                [
                    _desk_row(
                        "BW00042164",
                        "Botswana",
                        "Mopane Example Diamonds",
                        "Harbour Sample Imports",
                        "5007.90",
                        "663546.75",
                        "Not due",
                        "",
                        tag("Not arrived", "care", "clock"),
                    ),
                    _desk_row(
                        "LS00000733",
                        "Lesotho",
                        "Maloti Test Kimberlites",
                        "Scheldt Sample Traders",
                        "94.36",
                        "139652.80",
                        "Not due",
                        "",
                        tag("Announced", "rest"),
                    ),
                ],
            ),
        ],
        "verdict": Answer(
            "Who issued it, and was it altered?",
            "Authentic",
            "good",
            ["Issued by Botswana on 19 November 2026. Not altered."],
        ),
        "clear": Answer(
            "What may be done with it?",
            "Clear",
            "good",
            ["KP: in order. European Union law: in order, origin is named."],
        ),
        "decides": Answer(
            "What may be done with it?",
            "Officer decides",
            "care",
            [
                "A second case claims this number. Nothing has been refused; keep goods and document together until"
                " the issuer answers."
            ],
            "Status list 5 hours old",
        ),
        "not_authentic": Answer("Who issued it, and was it altered?", "Not authentic", "bad", ["The signature fails."]),
        "not_checked": Answer("Has the number been used elsewhere?", "Not checked", "rest", ["Needs a connection."]),
        "says": [
            Row("Number", figures.code("BW00042187")),
            Row("Check value", figures.code("K7QM2XDA")),
            Row("Issued by", "Botswana, Sample Town office"),
            Row("Validated", phrase(figures.day(date(2026, 11, 19)), ", Kago Example")),
            Row("Valid until", figures.day(date(2027, 1, 18))),
            Row("Exporter", "Mopane Example Diamonds", "4 Sample Road, Example Town"),
            Row("Importer", "Scheldt Sample Traders", "12 Specimen Quay, Sample Port"),
            Row("Origin", "Botswana"),
            Row("Packed as", "2 containers, 3 parcels, 4 lines", action="Change", href="#"),
            Row("Seals", phrase(figures.code("S118204"), ", ", figures.code("S118205"))),
        ],
        "findings": [
            Found(
                "Paper, stamp and wet signature", "not_checked", "Compare with Botswana’s specimen, edition 4", "By you"
            ),
            Found("Botswana’s issuing key signed this text", "established", "Key 2026-B", figures.moment(NOW, "short")),
            Found("The text has not been altered since it was signed", "established", "All 31 fields agree"),
            Found("The dates are in order", "established", "Validated 19 Nov, exported 20 Nov, arrived 23 Nov"),
        ],
        "refuted": [Found("Another inspection case claims this number", "refuted", "Opened 12 Nov. Grade: high")],
        "labels": ["Case", "Office", "Opened", "Sheet number", "Seals", "Weighed"],
        "this": Claim(
            "This case",
            tag("Held", "waiting", "lock"),
            [
                figures.code("EU-S-2026-00834"),
                "Scheldt office",
                "13 Nov 2026",
                figures.code("0224417", "1,3,3"),
                "SL 40771, intact",
                figures.found(Carats.parse("388.048"), "ct"),
            ],
        ),
        "other": Claim(
            "The other claim",
            tag("Held", "waiting", "lock"),
            [
                figures.code("AE-C-2026-04417"),
                "Sample Creek office",
                "12 Nov 2026",
                figures.code("0224471", "1,3,3"),
                "None on the box",
                figures.found(Carats.parse("391.200"), "ct"),
            ],
        ),
        "next": [
            Act("Second claim seen; both cases held", "13 Nov, 09:41", "by the system"),
            Act("Sierra Leone asked: which shipment is yours?", "13 Nov, 09:42"),
            Act("Answer from Sierra Leone", "Expected by Fri 20 Nov", to_come=True),
            Act("Decision by a supervisor", "Two persons: inspector and supervisor", to_come=True),
        ],
        "stages": [
            Stage("Case opened", "done", "09:53, Ina Sample"),
            Stage("Verified", "done", "09:54, authentic and clear"),
            Stage("Opened and weighed", "hand", "3 of 4 lines weighed"),
            Stage("Decided", "to-come", "By an inspector"),
            Stage("Confirmed to Botswana", "to-come", "By Wed 25 Nov"),
        ],
        "weighed": [
            (
                "Parcel 1, line 1",
                "7102.31",
                Carats.parse("4812.36"),
                "4,812.358",
                Carats(-2),
                tag("Within rounding", "good"),
            ),
            (
                "Parcel 2, line 1",
                "7102.31",
                Carats.parse("2046.18"),
                "2,046.181",
                Carats(1),
                tag("Within rounding", "good"),
            ),
            (
                "Parcel 3, line 1",
                "7102.31",
                Carats.parse("905.42"),
                "904.040",
                Carats(-1380),
                tag("Difference", "care", "care"),
            ),
            ("Parcel 3, line 2", "7102.10", Carats.parse("1310.75"), "", None, tag("Weigh next", "hand")),
        ],
        "bar": [
            BarPart("1.1", 53, "weighed"),
            BarPart("2.1", 23, "weighed"),
            BarPart("3.1", 10, "differs"),
            BarPart("3.2", 14, "to-weigh"),
        ],
        "sums": [
            Row("Certified", figures.certified(Carats.parse("9074.71"))),
            Row("Found so far", figures.found(Carats.parse("7762.579"))),
            Row("Tolerance of this office", "0"),
        ],
        "running": Carats(-1381),
        "steps": [
            Step(
                "Exporter licensed and screened", "done", "Licence PSD-T-0114, valid to 30 Jun 2028. Mpho Sample", "#"
            ),
            Step("Origin proven", "done", "9,074.71 of 12,300.00 ct spent from production return PR 2026-10", "#"),
            Step(
                "Royalty, levy and fee",
                "hand",
                "US$ 124,053.49 royalty at 10 % (sample rate).",
                "#",
                "",
                "Check the payment",
                "#",
            ),
            Step("Approval", "blocked", "Waits for step 3. Must be another person than Mpho Sample and Dan Example"),
            Step(
                "Number, packing and seals",
                "to-come",
                "Reserve the number, reweigh, pack and seal before two witnesses",
            ),
        ],
        "containers": CONTAINERS,
        "sides": [
            SideAct(date(2026, 11, 16), "Application received", "10:05 CAT, Dan Example", True, 1),
            SideAct(date(2026, 11, 19), "Sealed, frozen and signed", "10:31 CAT", True, 2),
            SideAct(date(2026, 11, 19), "Pre-advice sent", "16:12 CAT", True, 3),
            SideAct(date(2026, 11, 19), "Pre-advice delivered", "15:12 CET, put on the expected list", False, 3),
            SideAct(date(2026, 11, 23), "Arrived; case opened", "09:53 CET, Ina Sample", False, 4),
            SideAct(date(2026, 11, 23), "Goods accepted with difference; confirmation sent", "11:05 CET", False, 5),
            SideAct(date(2026, 11, 23), "Confirmation received", "12:06 CAT, difference of 1.38 ct to answer", True, 5),
        ],
        "exported": CertificateState.EXPORTED,
        "accepted": MovementState.ACCEPTED_WITH_DIFFERENCE,
        "total": Carats.parse("9074.71"),
        "value": USDollars.parse("1240534.89"),
        "lost": Carats(-1380),
        "hash": "9f31" + "ab" * 28 + "c07a",
    }
    if name == "form":
        bare["form"] = SampleForm({"number": "", "carats": "1.2.3", "day_0": "31", "day_1": "2", "day_2": "2026"})
    return bare


def page(request: HttpRequest, name: str) -> str:
    """The HTML of a sample page, without a session or a database."""
    request.user = AnonymousUser()
    engine = DjangoTemplates({"NAME": "gallery", "DIRS": [Path(__file__).parent / "templates"], **_LIKE_A_NODE})
    return engine.get_template(f"gallery/{name}.html").render(context(name), request)


def show(request: HttpRequest, name: str) -> HttpResponse:
    """A sample page as a view."""
    return HttpResponse(page(request, name))
