"""A foreign paper as it is printed: what was typed from it, what that can be read as, and what is wrong with it.

Nothing here refuses anything. A capture holds the text of every element of CORE Annex I exactly as it stands on the
paper; the reading is kpcs's attempt to understand it; what is missing, odd or can be read in two ways becomes a graded
finding, because a faulty paper is evidence and never bad input.
"""

from kpcs.office.imports.paper.capture import LINE_KEYS, TEXT_KEYS, capture
from kpcs.office.imports.paper.reading import PaperReading, PrintedLine, read

__all__ = ["LINE_KEYS", "TEXT_KEYS", "PaperReading", "PrintedLine", "capture", "read"]
