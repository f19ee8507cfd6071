"""The label of a sealed container, 100 x 60 mm (CORE Annex I.C: the certificate's number on the container).

Strangers read it: it states no weight, no value and not what is inside. Its code names the certificate, is not
signed and proves nothing alone; the label says so.
"""

from typing import Any

from kpcs.papers.codes import drawing
from kpcs.papers.guilloche import band
from kpcs.papers.layout import Layout
from kpcs.papers.record import check_printed, number_printed
from kpcs.papers.typeset import plain_day, set_paper
from kpcs.scheme.certificate import Certificate
from kpcs.scheme.participants import Participants
from kpcs.scheme.problems import gettext_noop as _
from kpcs.scheme.problems import refuse


def render_labels(
    certificate: Certificate, *, check_value: str, label_code: str, layout: Layout, specimen: bool = False
) -> bytes:
    """One page of 100 x 60 mm for each container, as PDF/A-2b; the same record gives the same bytes.

    ``label_code`` is the text ``KPL1:...`` that names the certificate. Raises Refusal
    ``papers.label.no_containers`` when the record holds no container.
    """
    if not certificate.containers:
        raise refuse(
            "papers.label.no_containers",
            _("The certificate lists no containers: print the labels from the packing list."),
            "containers",
        )
    data: dict[str, Any] = {
        "title": f"KPCS {number_printed(certificate.number)}",
        "day": plain_day(certificate.issued_on),
        "ink": layout.ink,
        "issuer": Participants.published().name(certificate.issuer),
        "number": number_printed(certificate.number),
        "check": check_printed(check_value),
        "from": certificate.provenance,
        "to": certificate.destination,
        "containers": [list(box.seals) for box in certificate.containers],
        "specimen": specimen,
        "drawings": {"code": drawing(label_code), "band": band(87.8, 2.4, layout.guilloche.frame)},
    }
    return set_paper("label", data, certificate.issued_on)
