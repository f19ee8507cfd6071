"""Reads a code text, a PDF or a picture that strangers handed in.

``recognise``  tells by content what it is
``parent``     starts a child process with limits, hands it the bytes, takes a bounded answer
``child``      that process: nothing but reading
``pdf``        a PDF as it is seen: its rendered pages, and the words that are visible on them
``picture``    a photograph or scan: several preparations until a code is found
"""

from kpcs.proof.reading.parent import DEFAULT, Limits, read

__all__ = ["DEFAULT", "Limits", "read"]
