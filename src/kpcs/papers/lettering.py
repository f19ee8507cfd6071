"""Letters drawn as single strokes: microtext and the letters KP of the medallion.

They are line work, not text: a reader of the page's words must not meet them, and no font is needed at 0.4 mm.
Arguments are millimetres, paths whole hundredths of a millimetre as in ``guilloche``.
"""

from math import sqrt

# Strokes on a grid 4 wide and 6 high, y downwards: polylines of digit pairs.
_STROKES: dict[str, tuple[str, ...]] = {
    "A": ("062046", "1434"),
    "B": ("060030414233033344453606",),
    "C": ("4130100105163645",),
    "D": ("06002042442606",),
    "E": ("40000646", "0333"),
    "F": ("400006", "0333"),
    "G": ("41301001051636454323",),
    "H": ("0006", "4046", "0343"),
    "I": ("2026",),
    "J": ("4045361605",),
    "K": ("0006", "400346"),
    "L": ("000646",),
    "M": ("0600234046",),
    "N": ("06004640",),
    "O": ("100105163645413010",),
    "P": ("06003041423303",),
    "Q": ("100105163645413010", "2446"),
    "R": ("06003041423303", "2346"),
    "S": ("413010010213334445361605",),
    "T": ("0040", "2026"),
    "U": ("000516364540",),
    "V": ("002640",),
    "W": ("0016233640",),
    "X": ("0046", "4006"),
    "Y": ("002340", "2326"),
    "Z": ("00400646",),
}
_ADVANCE = 5.6
_HEIGHT = 0.44
"""Millimetres: microtext of 1.25 pt."""


def microtext(text: str, left: float, middle: float, width: float) -> str:
    """``text`` repeated over ``width`` as an SVG path; only whole repetitions, evenly spread.

    Raises KeyError for a character that has no strokes: the layout's microtext is refused when it is loaded.
    """
    scale = _HEIGHT / 6
    repeats = max(1, int(width / (len(text) * _ADVANCE * scale)))
    advance = width / (repeats * len(text))
    top = middle - _HEIGHT / 2
    path = []
    for i, letter in enumerate(text * repeats):
        if letter == " ":
            continue
        x = left + i * advance
        for strokes in _STROKES[letter]:
            points = [(int(strokes[k]), int(strokes[k + 1])) for k in range(0, len(strokes), 2)]
            path.append("M" + "L".join(f"{(x + a * scale) * 100:.0f} {(top + b * scale) * 100:.0f}" for a, b in points))
    return "".join(path)


def _line(left: float, right: float, y: float) -> str:
    return f"M{left * 100:.0f} {y * 100:.0f}H{right * 100:.0f}"


def drawable(text: str) -> bool:
    """Whether every letter of ``text`` can be drawn by :func:`microtext`."""
    return all(letter == " " or letter in _STROKES for letter in text)


def medallion(cx: float, cy: float, r: float) -> tuple[str, str]:
    """Two line screens of equal tint that a copier separates: fine lines around the letters KP, coarse lines with
    twice the width and pitch inside them. Returns the two SVG paths (fine, coarse)."""
    fine, coarse = [], []
    pitch = 0.32
    steps = int(r / pitch)
    for k in range(-steps, steps + 1):
        y = k * pitch
        half = sqrt(r * r - y * y)
        inside = _inside(y, r)
        edge = -half
        for a, b in inside:
            fine.append(_line(cx + edge, cx + a, cy + y))
            if k % 2 == 0:
                coarse.append(_line(cx + a, cx + b, cy + y))
            edge = b
        fine.append(_line(cx + edge, cx + half, cy + y))
    return "".join(fine), "".join(coarse)


def _inside(y: float, r: float) -> list[tuple[float, float]]:
    """The stretches of the line at ``y`` that lie inside the letters K and P, for a medallion of radius ``r``."""
    half = 0.5 * r
    if abs(y) > half:
        return []
    stem = 0.16 * r
    t = abs(y) / half
    k_left = -0.62 * r
    arm = k_left + stem + 0.30 * r * t
    stretches = [(k_left, k_left + stem), (arm, arm + 1.25 * stem)]
    if t < 0.25:
        stretches = [(k_left, arm + 1.25 * stem)]
    p_left = 0.12 * r
    bowl_mid, bowl = -0.45 * half, 0.55 * half
    dy = abs(y - bowl_mid)
    if dy < bowl:
        outer = p_left + stem + 0.34 * r * sqrt(1 - (dy / bowl) ** 2)
        hole = bowl - 0.8 * stem
        if dy < hole:
            inner = p_left + stem + (0.34 * r - stem) * sqrt(1 - (dy / hole) ** 2)
            stretches += [(p_left, p_left + stem), (max(inner, p_left + stem), outer)]
        else:
            stretches.append((p_left, max(outer, p_left + stem)))
    else:
        stretches.append((p_left, p_left + stem))
    return stretches
