"""Refusals of the rules in the reader's language, put where the form shows them."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.translation import gettext

from kpcs.scheme.problems import Problem, Refusal
from kpcs.web.ui import figures, places

# What a person wrote or a paper says stays as it was written.
_VERBATIM = frozenset({"given", "printed", "remark"})
# Who did or owns something is named in words; a code stands only inside a number.
_AUTHORITIES = frozenset({"who", "owner", "sender", "peer", "recipient", "issuer", "destination", "at"})
_CODE = re.compile(r"[A-Z]{2}\Z")


def sentence(problem: Problem) -> str:
    """The sentence of a problem in the language in use, with its values filled in as that language has them."""
    text = gettext(problem.sentence)
    if not problem.params:
        return text
    return text % {name: _value(name, value) for name, value in problem.params.items()}


def _value(name: str, value: str) -> str:
    if name in _VERBATIM:
        return value
    return places.place(value) if name in _AUTHORITIES and _CODE.match(value) else _spoken(value)


def _spoken(value: str) -> str:
    """A value in the reader's language: a day, a decimal, the name of a country, a label or a sentence of ours.

    Several are parted by ``; ``, each alone or as ``label: value``. What is none of these stays as it is.
    """
    if "; " in value:
        return "; ".join(_spoken(part) for part in value.split("; "))
    label, colon, rest = value.partition(": ")
    known = places.renamed(value) or (gettext(value) if value else value)
    if known != value or not colon:
        return figures.plain(known)
    return gettext("%(label)s: %(value)s") % {"label": gettext(label), "value": figures.plain(rest)}


def put(refusal: Refusal, form: BaseForm, fields: Mapping[str, str] | None = None) -> None:
    """Add every problem of ``refusal`` to ``form``.

    ``fields`` maps a problem's ``where`` to the name of a form field; a ``where`` that is itself a field needs no
    entry. What belongs to no field stands at the head of the form. The code of the problem is kept as the error's
    code. The form must have been validated (``form.is_valid()`` called).
    """

    for problem in refusal.problems:
        name = (fields or {}).get(problem.where, problem.where)
        place = name if name in form.fields else None
        form.add_error(place, ValidationError(sentence(problem), code=problem.code))
