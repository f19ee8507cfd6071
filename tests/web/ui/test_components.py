"""The components on the sample pages: what they say to eyes, to readers of the screen, and to the policy."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from kpcs.scheme import lifecycles
from kpcs.web.ui import tones
from kpcs.web.ui.icons import icon, shape
from kpcs.web.ui.packing import shares, shipment
from tests.samples import CONTAINERS
from tests.web.ui.gallery import SampleForm, page

PAGES = ["desk", "verification", "claims", "weighing", "export", "certificate", "form"]


class Elements(HTMLParser):
    """All start tags with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name in names]


def render(text: str, **values: object) -> str:
    return Template("{% load kpcs_ui %}" + text).render(Context(values))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_sample_page_is_sound(rf: RequestFactory, name: str, language: str) -> None:
    with override(language):
        html = page(rf.get("/"), name)
    elements = Elements(html)
    root = elements.of("html")[0]
    assert (root["lang"], root["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert not [attrs for _tag, attrs in elements.found if "style" in attrs], "the policy refuses inline styles"
    assert not [attrs for _tag, attrs in elements.found if any(key.startswith("on") for key in attrs)]
    assert all(attrs.get("src") for attrs in elements.of("script")), "the policy refuses inline scripts"
    assert len(elements.of("h1")) == 1
    assert len(elements.of("main")) == 1
    assert elements.of("a")[0]["href"] == "#main"
    ids = [attrs["id"] for _tag, attrs in elements.found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert all(attrs.get("scope") for attrs in elements.of("th"))
    labelled = {attrs["for"] for attrs in elements.of("label")}
    for attrs in elements.of("input", "select", "textarea"):
        if attrs.get("type") not in {"hidden", "submit"}:
            assert attrs.get("id") in labelled or attrs.get("aria-label") or attrs.get("aria-labelledby"), attrs
    for attrs in elements.of("svg"):
        assert attrs["aria-hidden"] == "true"
    assert "TEMPLATE_ERROR" not in html
    assert "None" not in re.sub(r"<[^>]*>|None on the box", "", html)


def test_every_state_of_every_lifecycle_has_a_tone() -> None:
    states = [state for cls in lifecycles.State.__subclasses__() for state in cls]
    assert len(states) > 60
    for state in states:
        assert tones.tone_of(state)
        assert f"kp-tag--{tones.tone_of(state)}" in render("{% state value %}", value=state)


def test_a_document_is_never_accepted() -> None:
    assert "Goods accepted" in render("{% state value %}", value=lifecycles.MovementState.ACCEPTED)


@pytest.mark.parametrize(
    ("state", "tone"),
    [("fake", "bad"), ("detained", "waiting"), ("expired", "care"), ("void", "ended"), ("draft", "rest")],
)
def test_tones_follow_the_table(state: str, tone: str) -> None:
    assert tones.tone_of(state) == tone


def test_an_unknown_state_or_icon_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        tones.tone_of("splendid")
    with pytest.raises(KeyError):
        icon("crown")
    with pytest.raises(KeyError):
        shape("splendid")


def test_findings_keep_their_order_and_an_empty_group_says_so() -> None:
    html = render("{% findings items %}", items=[])
    order = [html.index(words) for words in ("Not established", "Not checked", ">Established")]
    assert order == sorted(order)
    assert html.count("kp-empty") == 3


def test_two_claims_mark_only_what_differs(rf: RequestFactory) -> None:
    from kpcs.web.ui.pieces import Claim

    html = render(
        "{% two_claims labels this other %}",
        labels=["Office", "Weight"],
        this=Claim("This", "", ["Scheldt", "1"]),
        other=Claim("Other", "", ["Scheldt", "2"]),
    )
    assert html.count("kp-rows__row--differs") == 2
    assert html.count("differs between the two") == 3


def test_the_step_in_hand_is_told_to_readers_of_the_screen(rf: RequestFactory) -> None:
    html = page(rf.get("/"), "export")
    assert html.count('aria-current="step"') == 1
    assert "Blocked" in html
    assert "Next, for you" in html


def test_the_map_has_the_same_figures_as_a_table() -> None:
    html = render("{% shipment_map containers %}", containers=CONTAINERS)
    assert html.count("kp-map__line ") == 4
    assert html.count("<tr>") == 1 + 4
    for figure in ("4,812.36", "2,046.18", "905.42", "1,310.75", "6,858.54", "2,216.17"):
        assert figure in html
    assert html.count("4,812.36") == 2


def test_shares_are_widths_from_one_to_a_hundred() -> None:
    assert shares([1, 10**9]) == [1, 100]
    assert shares([1, 1]) == [50, 50]
    assert shares([0]) == [1]
    assert [parcel.label for container in shipment(CONTAINERS) for parcel in container.parcels] == [
        "Parcel 1",
        "Parcel 2",
        "Parcel 3",
    ]


def test_acts_of_one_day_name_the_day_once(rf: RequestFactory) -> None:
    html = page(rf.get("/"), "certificate")
    assert html.count('<time datetime="2026-11-19">19 Nov</time>') == 1


def test_the_error_summary_names_and_links_every_fault() -> None:
    form = SampleForm({"carats": "1.2.3", "day_0": "31", "day_1": "2", "day_2": "2026"})
    html = render("{% error_summary form %}{% fields form %}", form=form)
    summary = html[: html.index("</ul>")]
    for target, message in (
        ("id_number", "Enter “Certificate number”."),
        ("id_carats", "Enter the weight in carats, like 904.040. “1.2.3” is not a weight."),
        ("id_day_0", "Enter a day, month and year that exist, like 23 11 2026."),
        ("id_heading", "Choose “HS line”."),
        ("id_brought_0", "Choose “Who brings it”."),
        ("id_seen_0", "Choose “What you saw”."),
        ("id_sure", "Tick “Compared with the specimen”."),
    ):
        assert f'<a href="#{target}">{message}</a>' in summary
        assert f'id="{target}"' in html
        assert html.count(message) == 2, "at the head and at the field"
    for error in re.findall(r'id="(id_\w+_error)"', html):
        assert re.search(rf'aria-describedby="[^"]*{error}', html), error


def test_an_unbound_form_has_no_summary() -> None:
    assert render("{% error_summary form %}", form=SampleForm()).strip() == ""


def test_values_are_escaped() -> None:
    from kpcs.web.ui.pieces import Act, Row

    html = render(
        "{% rows rows %}{% acts acts %}{% tag word %}{% phrase word %}{% word word %}"
        "{% pagehead word %}{% endpagehead %}",
        rows=[Row("<b>", "<b>", "<b>")],
        acts=[Act("<b>", "<b>", "<b>")],
        word="<b>",
    )
    assert "<b>" not in html
