"""The certificate's page as HTML, for the peer: the same fields, code and background as the printed one."""

from html import escape

from kpcs.papers.codes import drawing
from kpcs.papers.guilloche import sheet
from kpcs.papers.layout import Layout
from kpcs.scheme.certificate import Certificate, Party
from kpcs.scheme.certificate.elements import FIELD_LABELS

STYLE = """
@page { size: A4; margin: 0 }
body { margin: 0; font: 8.6pt sans-serif }
.back, .back svg { position: absolute; left: 0; top: 0; width: 210mm; height: 297mm }
.code, .code svg { position: absolute; left: 144.5mm; top: 102mm; width: 45mm; height: 45mm }
.field { position: absolute; width: 56mm; border-top: 0.2mm solid #0b4a4f }
.label { font-size: 6.1pt; font-weight: 600 }
h1 { position: absolute; left: 42mm; top: 18mm; font: 32pt serif; margin: 0 }
.statement { position: absolute; left: 17mm; top: 42mm; width: 176mm; font: 13pt serif }
table { position: absolute; left: 17mm; top: 132mm; width: 118mm; border-collapse: collapse }
td { border-bottom: 0.1mm solid #0b4a4f } td + td { text-align: right }
"""


def page(c: Certificate, code: str, check_value: str, layout: Layout, *, background: bool = True) -> str:
    """The page of certificate ``c``."""
    fields = [
        (17, 54, 1, c.number),
        (74, 54, 2, check_value),
        (104, 54, 3, c.issued_on.isoformat()),
        (134, 54, 4, c.must_export_by.isoformat() if c.must_export_by else "–"),
        (164, 54, 5, c.expires_on.isoformat()),
        (17, 73, 6, _party(c.exporter)),
        (79, 73, 7, _party(c.importer)),
        (141, 73, 16, f"{c.authority}\n{c.office}"),
        (79, 95, 9, c.destination),
        (79, 103, 10, c.provenance),
        (17, 113, 11, "\n".join(f"{s.country} {s.carats or ''}" for s in c.origins.shares)),
        (17, 161, 13, str(c.parcel_count)),
        (40, 161, 14, str(c.container_count)),
        (70, 161, 15, "\n".join(c.seals)),
        (141, 161, 17, c.sheet),
        (17, 179, 18, f"{c.signatory.name}\n{c.signatory.title}"),
        (17, 235, 9, c.destination),
        (79, 235, 7, c.importer.name),
        (141, 228, 1, c.number),
        (141, 235, 20, ""),
        (141, 245, 21, ""),
        (17, 250, 22, ""),
        (141, 255, 23, ""),
        (141, 265, 24, ""),
    ]
    boxes = "".join(
        f'<div class="field" style="left:{x}mm;top:{y}mm"><div class="label">{n} {escape(FIELD_LABELS[n])}</div>'
        f"{escape(value).replace(chr(10), '<br>')}</div>"
        for x, y, n, value in fields
    )
    rows = "".join(f"<tr><td>{x.hs}<td>{x.carats.printed(' ')}<td>{x.value.fixed(2, ' ')}</tr>" for x in c.lines)
    total = f"<tr><td>Total<td>{c.carats.printed(' ')}<td>{c.value.fixed(2, ' ')}</tr>"
    back = f"<div class=back>{sheet(layout.guilloche, layout.mirrored)}</div>" if background else ""
    return (
        f"<html><style>{STYLE}</style>{back}"
        f"<h1>Kimberley Process Certificate</h1><p class=statement>The rough diamonds in this shipment have been "
        f"handled in accordance with the provisions of the Kimberley Process Certification Scheme for rough diamonds."
        f"</p>{boxes}<table>{rows}{total}</table><div class=code>{drawing(code)}</div></html>"
    )


def _party(party: Party) -> str:
    return "\n".join((party.name, *party.address))
