"""What drawing costs: a Pix code, its QR, a boleto's PDF. Stock Rasa has none of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from benchmarks.bench import Bench
from benchmarks.figures import Figures, Measure, median
from quita.adapters.paper.boleto import draw_boleto
from quita.adapters.qr import qr_png, qr_svg
from quita.domain.boleto.bars import Boleto, read
from quita.domain.boleto.factor import factor_of
from quita.domain.boleto.paper import BoletoPaper, Party
from quita.domain.pix import parse
from quita.domain.pix_building import build_dynamic

TIMES, INNER = 40, 50
DUE = date(2026, 12, 1)
URL = "pix.example.com/qr/v2/" + "a1" * 16

BR_CODE = Measure("a BR Code built: median", "ms", limit=0.2)
LINE = Measure("a linha digitável read: median", "ms")
READ = Measure("a BR Code read: median", "ms", limit=0.2)
PNG = Measure("a QR as PNG: median", "ms", limit=15)
SVG = Measure("a QR as SVG: median", "ms", limit=15)
PDF = Measure("a boleto PDF with its QR: median", "ms", limit=60)
MEASURES = (BR_CODE, READ, PNG, SVG, LINE, PDF)


async def quita(bench: Bench) -> Figures:
    """Time each on one core, in processor time: what else the machine does is not counted."""
    boleto = Boleto("999", factor_of(DUE), Decimal("204.53"), "12345".zfill(25))
    line, paper = boleto.line, _paper(boleto)
    code = build_dynamic(URL, "Quita", "São Paulo")
    return await asyncio.to_thread(
        lambda: {
            BR_CODE.name: _timed(lambda: build_dynamic(URL, "Quita", "São Paulo"), INNER),
            READ.name: _timed(lambda: parse(code), INNER),
            PNG.name: _timed(lambda: qr_png(code), 1),
            SVG.name: _timed(lambda: qr_svg(code, "Pix"), 1),
            LINE.name: _timed(lambda: read(line), INNER),
            PDF.name: _timed(lambda: draw_boleto(paper), 1),
        }
    )


async def stock(bench: Bench) -> Figures:
    """Stock Rasa draws nothing."""
    return {}


def _timed(work: Callable[[], object], inner: int) -> float:
    """Give the median of processor milliseconds for one call."""
    work()  # fonts and tables are loaded once
    samples = []
    for _ in range(TIMES):
        begun = time.thread_time()
        for _ in range(inner):
            work()
        samples.append((time.thread_time() - begun) * 1000 / inner)
    return median(samples)


def _paper(boleto: Boleto) -> BoletoPaper:
    party = Party("Quita Recuperação de Crédito Ltda", "CNPJ 11.222.333/0001-81", "Av. Brasil, 1")
    return BoletoPaper(
        boleto=boleto,
        bank_name="Banco de Teste",
        beneficiary=party,
        creditor=Party("Loja do Povo S.A.", "CNPJ 44.555.666/0001-81", "Rua da Praia, 1"),
        payer=Party("Maria da Conceição", "CPF 529.982.247-25"),
        number="ABC123ABC123ABC",
        own_number="00000012345",
        issued_on=date(2026, 11, 23),
        due_date=DUE,
        amount=boleto.amount,
        instructions=("Pagamento 1 de 3 do acordo", "Não receber após o vencimento"),
        emv=build_dynamic(URL, "Quita", "São Paulo"),
    )
