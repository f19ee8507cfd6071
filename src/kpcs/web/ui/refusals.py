"""Refusals of the rules in the reader's language, put where the form shows them."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.translation import gettext

from kpcs.scheme.problems import Problem, Refusal


def sentence(problem: Problem) -> str:
    """The sentence of a problem in the language in use, with its values filled in."""
    text = gettext(problem.sentence)
    return text % problem.params if problem.params else text


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
