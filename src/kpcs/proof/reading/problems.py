"""Why something could not be read: codes and sentences in one place."""

from kpcs.scheme.problems import Problem
from kpcs.scheme.problems import gettext_noop as _

SENTENCES: dict[str, str] = {
    "reading.empty": _("The file is empty."),
    "reading.too_large": _("The file is larger than %(limit)s. Send a smaller scan or photograph."),
    "reading.not_readable": _("The file is damaged, or is no PDF, picture or code text."),
    "reading.locked": _("The PDF is locked with a password. Ask for one that is not."),
    "reading.no_code": _("No code was found. Photograph it again, straight and in even light, or type the number."),
    "reading.other_code": _("There is a code in it, but not one of a Kimberley Process certificate."),
    "reading.more_pages": _("Only the first %(limit)s pages were read."),
    "reading.hidden_text": _("The PDF holds words that cannot be seen on the page: %(words)s."),
    "reading.timeout": _("Reading took longer than %(limit)s seconds and was stopped."),
    "reading.memory": _("Reading needed more memory than is allowed and was stopped."),
    "reading.stopped": _("The reader stopped unexpectedly: the file is damaged, or made to break readers."),
    "reading.not_installed": _("This installation cannot read PDFs and pictures: install kpcs[scan]."),
}


def problem(code: str, **params: str) -> Problem:
    """The problem ``code`` with the values of its sentence."""
    return Problem(code, SENTENCES[code], "", params)
