"""How figures, dates and codes are set: exact, tabular, and whole in a right-to-left line.

Every function answers with HTML that isolates its value (``dir="ltr"``), because a signed number, an amount with its
unit, a code and a date fall apart inside Arabic text. The language changes the separators; the digits stay.
"""

import re
from datetime import UTC, date, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from kpcs.scheme.quantities import Carats, USDollars
from kpcs.scheme.quantities import per_carat as exact_per_carat

_MINUS: Final = "\N{MINUS SIGN}"
_NBSP: Final = "\N{NO-BREAK SPACE}"
_THIN: Final = "\N{NARROW NO-BREAK SPACE}"


# Participants that write Arabic and print certificates (AE, LB, QA) write 1,234.56, as English and Chinese do.
_POINT_LANGUAGES: Final = frozenset({"en", "ar", "zh-hans"})


def separators() -> tuple[str, str]:
    """Thousands and decimal separator of the language in use."""
    if get_language() in _POINT_LANGUAGES:
        return ",", "."
    group = str(get_format("THOUSAND_SEPARATOR", use_l10n=True)) or _NBSP
    return (_THIN if group == _NBSP else group), str(get_format("DECIMAL_SEPARATOR", use_l10n=True))


def _in_language(plain: str) -> str:
    """A plain ASCII decimal with the separators of the language and a true minus."""
    group, point = separators()
    sign = _MINUS if plain.startswith("-") else ""
    whole, _, fraction = plain.lstrip("-").partition(".")
    whole = f"{int(whole):,}".replace(",", group)
    return f"{sign}{whole}{point}{fraction}" if fraction else f"{sign}{whole}"


_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DECIMAL: Final = re.compile(r"-?[0-9]+\.[0-9]+\Z")


def plain(value: str) -> str:
    """A value inside a sentence: a day (``2026-11-23``) and a decimal as the language writes them, all else as is."""
    if _DAY.match(value):
        try:
            named = date.fromisoformat(value)
        except ValueError:  # 2026-02-30, as a paper may say
            return value
        return date_format(named, _day_pattern("full")).replace(" ", _NBSP)
    return _in_language(value) if _DECIMAL.match(value) else value


def _amount(text: str, unit: str = "", before: str = "") -> SafeString:
    head = format_html('<span class="kp-unit">{}{}</span>', before, _NBSP) if before else ""
    tail = format_html('<span class="kp-unit">{}{}</span>', _NBSP, unit) if unit else ""
    return format_html('<bdi class="kp-amount" dir="ltr">{}{}{}</bdi>', head, text, tail)


def certified(carats: Carats, unit: str = "") -> SafeString:
    """Carats as a certificate states them: two decimals, a third unless it is zero. ``unit``: ``ct`` or nothing."""
    return _amount(_in_language(carats.printed()), unit)


def found(carats: Carats, unit: str = "") -> SafeString:
    """Carats as the balance shows them: always three decimals."""
    return _amount(_in_language(carats.fixed(3)), unit)


def difference(carats: Carats, unit: str = "") -> SafeString:
    """Found less certified, in thousandths, with its sign: −1.380, +0.001, 0.000."""
    return _amount(("+" if carats.units > 0 else "") + _in_language(carats.fixed(3)), unit)


def dollars(value: USDollars, unit: str = "US$") -> SafeString:
    """US dollars with cents. ``unit`` is ``US$``, or empty where the column head names it."""
    return _amount(_in_language(value.fixed(2)), before=unit)


def per_carat(value: USDollars, carats: Carats, unit: str = "US$") -> SafeString:
    """US dollars per carat to the nearest cent; a dash where there is no mass."""
    if carats.units <= 0:
        return _amount("–")
    text = _in_language(exact_per_carat(value, carats).fixed(2))
    return _amount(f"{text}/ct", before=unit) if unit else _amount(text)


def number(value: int) -> SafeString:
    """A count."""
    return _amount(_in_language(str(value)))


def percent(tenths: int) -> SafeString:
    """A share given in tenths of a percent, zero or more: 981 is 98.1 %, with a thin space."""
    whole, tenth = divmod(tenths, 10)
    return _amount(f"{_in_language(f'{whole}.{tenth}')}{_THIN}%")


_GAP: Final = mark_safe(' class="kp-code__gap"')
_LETTERS_FIRST: Final = re.compile(r"([A-Za-z]{1,3})([0-9]+)\Z")


def _groups(value: str, sizes: str) -> list[str]:
    """Split a code into what the eye takes in at once; joined again the groups are the code."""
    if sizes:
        groups, start = [], 0
        for size in (int(size) for size in sizes.split(",")):
            groups.append(value[start : start + size])
            start += size
        return [group for group in [*groups, value[start:]] if group]
    match = _LETTERS_FIRST.match(value)
    head, rest = match.groups() if match else ("", value)
    step = 4 if len(rest) >= 8 and len(rest) % 4 == 0 and rest.isalnum() else len(rest)
    return ([head] if head else []) + [rest[i : i + step] for i in range(0, len(rest), step)]


def code(value: str, sizes: str = "") -> SafeString:
    """A certificate, seal, case or sheet number or a check value, grouped by gaps that are not characters.

    ``sizes`` gives an issuer's own grouping, as in ``2,3,5``; without it the letters stand apart and eight or more
    characters are read in fours. A copy gives ``value`` unchanged.
    """
    spans = format_html_join(
        "",
        "<span{}>{}</span>",
        ((_GAP if place else "", group) for place, group in enumerate(_groups(str(value), sizes))),
    )
    return format_html('<bdi class="kp-code" dir="ltr">{}</bdi>', spans)


def shortened(hash_text: str) -> SafeString:
    """A hash with its middle out of sight; a copy gives the whole."""
    if len(hash_text) <= 12:
        return format_html('<bdi class="kp-hash" dir="ltr">{}</bdi>', hash_text)
    return format_html(
        '<bdi class="kp-hash" dir="ltr">{}<span class="kp-hash__middle">{}</span>{}</bdi>',
        hash_text[:4],
        hash_text[4:-4],
        hash_text[-4:],
    )


def _day_pattern(form: str) -> str:
    patterns = {
        "full": pgettext("date pattern, 23 November 2026", "j F Y"),
        "medium": pgettext("date pattern, 23 Nov 2026", "j M Y"),
        "short": pgettext("date pattern, 23 Nov", "j M"),
        "weekday": pgettext("date pattern, Wed 25 Nov", "D j M"),
        "clock": pgettext("date pattern, Mon 23 Nov 2026", "D j M Y"),
    }
    return patterns[form]


def day(value: date, form: str = "full") -> SafeString:
    """A date: ``full`` 23 November 2026, ``medium`` 23 Nov 2026, ``short`` 23 Nov, ``weekday`` Wed 25 Nov."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, _day_pattern(form)))


def moment(value: datetime, form: str = "full") -> SafeString:
    """An instant in the zone of the office, with UTC on hover.

    ``full`` 23 November 2026, 09:51 CET; ``medium`` 23 Nov 2026, 09:51 CET; ``short`` 23 Nov, 09:51; ``clock``
    Mon 23 Nov 2026, 09:52 CET; ``time`` 09:51 CET. Raises ValueError for a time without a zone.
    """
    if timezone.is_naive(value):
        raise ValueError("a moment needs a zone")
    local = timezone.localtime(value)
    hours = local.strftime("%H:%M")
    zone = local.tzname() or "UTC"
    if form == "time":
        text = f"{hours} {zone}"
    elif form == "short":
        text = f"{date_format(local, _day_pattern('short'))}, {hours}"
    else:
        text = f"{date_format(local, _day_pattern(form))}, {hours} {zone}"
    utc = value.astimezone(UTC)
    hover = gettext("%(time)s UTC") % {"time": utc.strftime("%Y-%m-%d %H:%M:%S")}
    return format_html(
        '<time datetime="{}" title="{}"><bdi>{}</bdi></time>',
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        hover,
        text.replace(" ", _NBSP),
    )
