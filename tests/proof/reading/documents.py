"""Documents to be read: good ones, spoilt ones, and ones made to break readers."""

import io
import struct
import zlib
from functools import cache

import typst
from PIL import Image, ImageChops, ImageFilter

from kpcs.papers.typeset import _fonts
from tests.papers.making import botswana, paper, picture


@cache
def certificate() -> bytes:
    return paper(botswana())


@cache
def scan() -> Image.Image:
    """The certificate as a scanner gives it."""
    return picture(certificate(), 200)


def page(source: str) -> bytes:
    """A PDF from a typst source in our faces."""
    pdf = typst.compile(
        f'#set page(width: 120mm, height: 80mm)\n#set text(font: "Inter", size: 11pt)\n{source}'.encode(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    assert isinstance(pdf, bytes)
    return pdf


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def unevenly_lit(image: Image.Image, darkest: int) -> Image.Image:
    """A shadow from one edge and less light towards the corners."""
    fall = Image.linear_gradient("L").resize(image.size).point(lambda v: darkest + (255 - darkest) * v // 255)
    corners = Image.radial_gradient("L").resize(image.size).point(lambda v: 255 - v // 3)
    return ImageChops.multiply(ImageChops.multiply(image, fall), corners)


def grainy(image: Image.Image, strength: int) -> Image.Image:
    grain = Image.effect_noise(image.size, strength)
    return ImageChops.add(image, grain, 1, -128)


def slanted(image: Image.Image) -> Image.Image:
    """Held at an angle: the four corners of the page are seen at other places."""
    w, h = image.size
    quad = (-0.10 * w, -0.12 * h, 0.06 * w, h * 1.10, w * 1.12, h * 1.02, w * 1.04, -0.05 * h)
    return image.transform((w, h), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=110)


def turned(image: Image.Image, degrees: float) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=90)


def blurred(image: Image.Image, radius: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(radius))


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than the file holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000)))


def bare_pdf(*objects: str, trailer: str = "") -> bytes:
    """A PDF written by hand from its objects, numbered from 1; object 1 is the catalogue."""
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n".encode("latin-1")
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        body += f"{place:010d} 00000 n \n".encode()
    body += f"trailer <</Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode("latin-1")
    return bytes(body)
