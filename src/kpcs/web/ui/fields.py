"""Form fields in the terms of the scheme: a day, carats, US dollars. Each says what is wrong in the user's words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kpcs.scheme.problems import Refusal
from kpcs.scheme.quantities import Carats, USDollars
from kpcs.web.ui.figures import separators
from kpcs.web.ui.refusals import sentence

_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\Z")
_SPACED: Final = re.compile(r"-?[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+([.,][0-9]+)?\Z")


def plain(text: str) -> str:
    """A decimal as it is typed, brought to the form that balances and codes use: a point and no groups.

    A comma is a decimal comma only in a language that has one, and a mark between thousands only in one that has
    not; what could mean either is left as it is, to be refused.
    """
    text = text.strip()
    if _SPACED.match(text):
        text = re.sub(r"[ \u00a0\u202f]", "", text)
    if separators()[1] == ",":
        return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    return text.replace(",", "") if _GROUPED.match(text) else text


class _AmountField(forms.CharField):
    """Reads a decimal as it is typed or read from a balance."""

    amount: type[Carats] | type[USDollars]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")
        self.widget.attrs.setdefault("dir", "ltr")

    def to_python(self, value: Any) -> Any:
        """The exact amount, or None for an empty field that is not required."""
        text = super().to_python(value) or ""
        if text in self.empty_values:
            return None
        try:
            return self.amount.parse(plain(text))
        except Refusal as refusal:
            raise ValidationError([ValidationError(sentence(p), code=p.code) for p in refusal.problems]) from refusal

    def run_validators(self, value: Any) -> None:
        """The validators of a text do not apply to an amount."""

    def prepare_value(self, value: Any) -> Any:
        """An amount as the officer would type it."""
        if isinstance(value, Carats):
            return value.printed()
        return str(value) if isinstance(value, USDollars) else value


class CaratsField(_AmountField):
    """A mass in carats: the cleaned value is :class:`Carats` or None."""

    amount = Carats


class DollarsField(_AmountField):
    """A value in US dollars: the cleaned value is :class:`USDollars` or None."""

    amount = USDollars


class DayWidget(forms.MultiWidget):
    """Day, month and year in three boxes: no calendar to learn, and no order of figures to guess."""

    template_name = "kpcs/parts/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = [forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}) for _box in range(3)]
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The three boxes of a date."""
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Name the three boxes for the template."""
        context: dict[str, Any] = super().get_context(name, value, dict(attrs or {}))
        labels = (_("Day"), _("Month"), _("Year"))
        for box, label, width in zip(context["widget"]["subwidgets"], labels, ("2", "2", "4"), strict=True):
            box["label"], box["width"] = label, width
        return context


class DayField(forms.MultiValueField):
    """A date typed as day, month and year; the cleaned value is a :class:`datetime.date` or None."""

    widget = DayWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.CharField(max_length=4, required=False) for _box in range(3))
        super().__init__(fields=parts, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Put the three boxes together. Raises ValidationError ``day.malformed`` for a day that does not exist."""
        if not data_list or not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            return date(year if year > 999 else 0, month, day)
        except ValueError:
            raise ValidationError(
                _("Enter a day, month and year that exist, like 23 11 2026."), code="day.malformed"
            ) from None
