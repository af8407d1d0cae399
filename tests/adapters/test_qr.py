"""Pictures of codes: an independent reader reads back every one that is drawn."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree

import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from quita.adapters.qr import SCALE, qr_png, qr_svg
from quita.domain.pix_building import build_dynamic

CODE = build_dynamic("pix.example.com/qr/v2/9d36b84fc70b478fb95c12729b90ca25", "Quita", "São Paulo")
urls = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=77)


def read(png: bytes) -> str:
    """Read a picture as a paying phone would: it looks for QR codes alone.

    Among a QR's modules any reader may see the bars of a short ITF now and then.
    """
    picture = Image.open(io.BytesIO(png))
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)


@settings(max_examples=25)
@given(urls.filter(lambda url: "://" not in url), st.none() | urls.filter(lambda u: "://" not in u))
@example("T1ue", "0001")  # its modules hold the bars of an ITF
def test_picture_of_any_code_reads_back(url: str, recurrence: str | None) -> None:
    code = build_dynamic(url, "Credora São João", "Recife", recurrence_url=recurrence)
    assert read(qr_png(code)) == code


def test_picture_has_its_quiet_zone_and_is_small() -> None:
    png = qr_png(CODE)
    picture = Image.open(io.BytesIO(png)).convert("L")
    assert picture.width == picture.height >= 300
    border = 4 * SCALE
    assert picture.crop((0, 0, picture.width, border)).getextrema() == (255, 255)
    assert picture.crop((0, 0, border, picture.height)).getextrema() == (255, 255)
    assert picture.getpixel((border, border)) == 0
    assert len(png) < 5000


def test_vector_picture_is_well_formed_and_has_a_name() -> None:
    tree = ElementTree.fromstring(qr_svg(CODE, "Pix de R$ 10,00 & mais"))
    assert tree.tag.endswith("svg")
    assert any(node.text == "Pix de R$ 10,00 & mais" for node in tree.iter())
