"""W7: the printed certificate, warm, beside the same page set by WeasyPrint."""

import time
from collections.abc import Iterator

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from bench.measure import Comparison, compare
from bench.page import page
from bench.sample import signed
from kpcs.papers.certificate import render_certificate
from kpcs.papers.layout import layout
from kpcs.proof import code as codes
from tests.samples import certificate


def run() -> Iterator[Comparison]:
    """Both print every field of the sample with its code and the same background."""
    text, _key = signed()
    check_value, sheet, whole = codes.decode(text).check_value, layout("BW-A4-1"), certificate()
    fonts = FontConfiguration()

    def ours() -> bytes:
        return render_certificate(whole, code=text, check_value=check_value, layout=sheet)

    def peer() -> bytes:
        html = page(whole, text, check_value, sheet)
        return bytes(weasyprint.HTML(string=html).write_pdf(font_config=fonts))

    if ours() != ours():
        raise AssertionError("the same record must give the same bytes")
    if peer()[:5] != b"%PDF-":
        raise AssertionError("the peer prints nothing")
    rounds = []
    for _n in range(100):
        began = time.perf_counter()
        ours()
        rounds.append(time.perf_counter() - began)
    p95 = sorted(rounds)[94] * 1000
    yield compare(
        "W7 printed certificate, warm",
        ours,
        peer,
        theirs_name="WeasyPrint",
        goal=0.5,
        times=(10, 2),
        note=f"p95 of 100 prints: {p95:.1f} ms",
    )

    def bare_peer() -> bytes:
        html = page(whole, text, check_value, sheet, background=False)
        return bytes(weasyprint.HTML(string=html).write_pdf(font_config=fonts))

    yield compare(
        "W7 printed certificate, beside a peer that leaves the background out",
        ours,
        bare_peer,
        theirs_name="WeasyPrint without background",
        goal=0.5,
        times=(10, 3),
    )
