"""The line work behind a certificate, made from a handful of parameters.

It is the same for every certificate of a layout and edition: reviewable, cacheable, the same bytes each time. It
carries no data and proves nothing; it is a nuisance to copiers (a two-level copy drops it and keeps every text).
UV, watermark, intaglio and real micro-perforation belong to the printer of the stock and are not claimed here.

All lengths are millimetres from the top left of an A4 sheet; curves are cubic Béziers through exact points with
exact tangents, so that few pieces stay smooth at any resolution.
"""

from collections.abc import Callable, Iterable
from functools import cache
from math import cos, pi, sin, tau
from typing import NamedTuple

from kpcs.papers.lettering import medallion, microtext

WIDTH, HEIGHT = 210.0, 297.0


class Guilloche(NamedTuple):
    """What distinguishes one issuer's line work from another's.

    ``petals``  of the four rings of the great rosette, from the centre outwards
    ``phase``   turns everything by this angle in radians, so that no two issuers share a line
    ``frame``   colour of frame and corner rosettes; luminance above 128 of 255
    ``ground``  colours that run across the sheet (rainbow); luminance above 170 of 255
    ``ink``     deep colour of head rosette and fine rules
    ``micro``   text of the two microtext lines: capitals and blanks
    """

    petals: tuple[int, int, int, int]
    phase: float
    frame: str
    ground: tuple[str, ...]
    ink: str
    micro: str


type Point = tuple[float, float]


UNIT = 100
"""Drawings are in whole hundredths of a millimetre: the shortest way to write a coordinate."""


def _n(millimetres: float) -> str:
    return str(round(millimetres * UNIT))


def smooth(points: Iterable[tuple[Point, Point]]) -> str:
    """SVG path through (point, tangent) pairs; the tangent is the derivative over one piece of the curve."""
    path: list[str] = []
    last: tuple[Point, Point] | None = None
    for point, tangent in points:
        if last is None:
            path.append(f"M{_n(point[0])} {_n(point[1])}")
        else:
            (x0, y0), (u0, v0) = last
            (x1, y1), (u1, v1) = point, tangent
            path.append(f"C{_n(x0 + u0 / 3)} {_n(y0 + v0 / 3)} {_n(x1 - u1 / 3)} {_n(y1 - v1 / 3)} {_n(x1)} {_n(y1)}")
        last = (point, tangent)
    return "".join(path)


def _polar(cx: float, cy: float, radius: Callable[[float], tuple[float, float]], pieces: int, turn: float) -> str:
    """Closed curve r(t) around (cx, cy); ``radius`` gives r and dr/dt."""
    step = tau / pieces

    def at(k: int) -> tuple[Point, Point]:
        t = k * step
        r, dr = radius(t)
        c, s = cos(t + turn), sin(t + turn)
        return (cx + r * c, cy + r * s), ((dr * c - r * s) * step, (dr * s + r * c) * step)

    return smooth(at(k) for k in range(pieces + 1)) + "Z"


def rosette(cx: float, cy: float, r: float, depth: float, petals: int, curves: int, phase: float = 0.0) -> str:
    """``curves`` copies of r(1 + depth cos(petals t)), turned evenly within one petal."""

    def radius(shift: float) -> Callable[[float], tuple[float, float]]:
        return lambda t: (
            r * (1 + depth * cos(petals * t + shift)),
            -r * depth * petals * sin(petals * t + shift),
        )

    pieces = max(16, petals * 4)
    return "".join(_polar(cx, cy, radius(tau * k / curves), pieces, phase) for k in range(curves))


def waves(left: float, top: float, right: float, bottom: float, phase: float, mirrored: bool) -> str:
    """One family of waves at a pitch of 2.5; the mirrored family crosses it."""
    paths = []
    pieces = round((right - left) / 9)
    step = (right - left) / pieces
    y0 = top - 4.0
    while y0 < bottom + 4.0:

        def at(k: int, y0: float = y0) -> tuple[Point, Point]:
            x = k * step
            a = tau * x / 37 + phase + 0.045 * y0
            b = tau * x / 61 - phase + 0.021 * y0
            y = y0 + 1.7 * sin(a) + 1.3 * sin(b)
            slope = 1.7 * tau / 37 * cos(a) + 1.3 * tau / 61 * cos(b)
            return ((right - x, y), (-step, slope * step)) if mirrored else ((left + x, y), (step, slope * step))

        paths.append(smooth(at(k) for k in range(pieces + 1)))
        y0 += 2.5
    return "".join(paths)


def braid(start: Point, length: float, vertical: bool, phase: float, height: float = 2.55) -> str:
    """One side of the frame: two phases of a sine whose height swings too, each with its mirror image; the number of
    periods is even, so that both ends meet the corners alike."""
    periods = 2 * round(length / 2 / 4.2)
    long = periods // 4
    pieces = periods * 3
    paths = []
    for k in range(4):
        sign = -1 if k % 2 else 1

        def at(i: int, k: int = k, sign: int = sign) -> tuple[Point, Point]:
            s = i / pieces
            a = tau * periods * s + k // 2 * pi / 2 + phase
            b = tau * long * s + k // 2 * pi
            swing = 0.72 + 0.28 * cos(b)
            y = sign * height * swing * sin(a)
            slope = sign * height * (swing * tau * periods * cos(a) - 0.28 * tau * long * sin(b) * sin(a)) / pieces
            along, step = s * length, length / pieces
            if vertical:
                return (start[0] + y, start[1] + along), (slope, step)
            return (start[0] + along, start[1] + y), (step, slope)

        paths.append(smooth(at(i) for i in range(pieces + 1)))
    return "".join(paths)


def _stroke(colour: str, width: float, d: str, clip: str = "") -> str:
    area = f' clip-path="url(#{clip})"' if clip else ""
    return f'<path fill="none" stroke="{colour}" stroke-width="{_n(width)}" stroke-linejoin="round" d="{d}"{area}/>'


def _discs(centres: Iterable[Point], r: float) -> str:
    return "".join(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="#ffffff"/>' for x, y in centres)


def _svg(width: float, height: float, body: str, stops: tuple[str, ...] = ()) -> str:
    gradient = ""
    if stops:
        marks = "".join(f'<stop offset="{i / (len(stops) - 1):.3f}" stop-color="{c}"/>' for i, c in enumerate(stops))
        gradient = (
            f'<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="{_n(width)}" y2="0">'
            f"{marks}</linearGradient>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
        f'viewBox="0 0 {_n(width)} {_n(height)}"><defs>{gradient}'
        '<clipPath id="m"><rect x="1300" y="1300" width="18400" height="20000"/></clipPath>'
        '<clipPath id="i"><rect x="660" y="22660" width="19680" height="6380"/></clipPath>'
        f"</defs>{body}</svg>"
    )


@cache
def sheet(pattern: Guilloche, mirrored: bool) -> str:
    """The background of a whole certificate as SVG text, made once for each layout.

    ``mirrored`` puts rosette and medallion where a sheet that reads from right to left wants them; the curves and
    letters themselves are not mirrored.
    """

    def x(left: float) -> float:
        return WIDTH - left if mirrored else left

    p = pattern.phase
    rings = zip((10.0, 20.5, 32.0, 44.5), (0.45, 0.24, 0.20, 0.15), pattern.petals, (7, 8, 9, 10), strict=True)
    corners = [(9.7, 9.7), (WIDTH - 9.7, 9.7), (9.7, 216.3), (WIDTH - 9.7, 216.3)]
    head = (x(27.0), 27.5)
    body = [
        _stroke("url(#g)", 0.13, waves(13.3, 13.3, 196.7, 212.7, p, False), "m"),
        _stroke("url(#g)", 0.13, waves(13.3, 13.3, 196.7, 212.7, p, True), "m"),
        _stroke("url(#g)", 0.13, waves(6.6, 226.6, 203.4, 290.4, p + 1, False), "i"),
        _stroke("url(#g)", 0.13, waves(6.6, 226.6, 203.4, 290.4, p + 1, True), "i"),
        _stroke(
            "url(#g)",
            0.13,
            "".join(rosette(x(76.0), 119.0, r, e, n, k, p + i * 0.3) for i, (r, e, n, k) in enumerate(rings)),
        ),
        # the frame: two horizontal and two vertical braids between two fine rules
        _stroke(
            pattern.frame,
            0.11,
            braid((9.7, 9.7), 190.6, False, p)
            + braid((9.7, 216.3), 190.6, False, p)
            + braid((9.7, 9.7), 206.6, True, p)
            + braid((WIDTH - 9.7, 9.7), 206.6, True, p),
        ),
        _stroke(
            pattern.frame,
            0.16,
            "M660 660H20340V21940H660ZM1290 1290H19710V21310H1290ZM660 22660H20340V29040H660Z",
        ),
        _discs(corners, 4.7),
        _stroke(pattern.frame, 0.12, "".join(rosette(a, b, 3.1, 0.44, 9, 5) for a, b in corners)),
        _stroke(pattern.frame, 0.10, "".join(rosette(a, b, 1.1, 0.5, 5, 2) for a, b in corners)),
        _discs([head], 9.6),
        _stroke(pattern.ink, 0.11, rosette(*head, 7.2, 0.27, 14, 9) + rosette(*head, 7.2, 0.17, 18, 4)),
        # microtext is drawn as strokes: it must never turn up among the words of the page
        _stroke(pattern.ink, 0.04, microtext(pattern.micro, 17.0, 14.3, 176.0)),
        _stroke(pattern.ink, 0.04, microtext(pattern.micro, 17.0, 211.7, 176.0)),
        _discs([(x(185.0), 202.3)], 8.3),
        _stroke(pattern.frame, 0.1, medallion(x(185.0), 202.3, 8.0)[0]),
        _stroke(pattern.frame, 0.2, medallion(x(185.0), 202.3, 8.0)[1]),
    ]
    return _svg(WIDTH, HEIGHT, "".join(body), pattern.ground)


@cache
def band(length: float, height: float, colour: str) -> str:
    """A single braid as SVG text, the ornament of labels and letters."""
    return _svg(length, height, _stroke(colour, 0.12, braid((0.0, height / 2), length, False, 0.4, height / 2 - 0.2)))
