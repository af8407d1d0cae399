"""Who asks for a picture gets it, and nobody else does."""

from __future__ import annotations

import pytest

from quita.domain.reading.qr import wants_picture


@pytest.mark.parametrize(
    "text",
    [
        "manda o QR",
        "qr code pfv",
        "QRCode por favor",
        "me manda o quadradinho",
        "apontar a câmera para aquele quadradinho",
        "apontando para um desenho quadriculado",
        "dá pra escanear?",
    ],
)
def test_picture_is_asked_for(text: str) -> None:
    assert wants_picture(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "manda o pix",
        "copia e cola por favor",
        "quero quitar",
        "não quero o QR, só o código",
        "não consigo escanear, manda o código",
        "pode ser sem o qr code",
    ],
)
def test_code_alone_is_enough(text: str) -> None:
    assert not wants_picture(text)
