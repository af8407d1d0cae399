"""Portfolio files for tests, made from one good line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

OPTIONAL = (
    "correction_amount",
    "fine_amount",
    "interest_amount",
    "fees_amount",
    "original_creditor_name",
    "assignment_date",
    "prescription_date",
    "legal_status",
)
GOOD: Mapping[str, str] = {
    "external_id": "A-1",
    "debtor_name": "Maria da Conceição",
    "cpf": "529.982.247-25",
    "birth_date": "22/08/1987",
    "phones": "(51) 98123-4567|+5551987654321",
    "email": "Maria@Example.com",
    "creditor_name": "Loja do Povo S.A.",
    "creditor_cnpj": "11.222.333/0001-81",
    "creditor_address": "Rua da Praia, 1, Porto Alegre - RS",
    "product": "Cartão da loja",
    "contract": "0099",
    "original_amount": "1000.00",
    "due_date": "2026-01-10",
    "updated_amount": "",
    "max_cash_discount_pct": "",
    "max_installments": "",
    "min_installment": "",
    "min_down_payment": "",
    "monthly_interest_pct": "",
}


def portfolio_file(
    *changes: Mapping[str, str],
    columns: Sequence[str] = (*GOOD, *OPTIONAL),
    separator: str = ",",
) -> str:
    """Write a file of one line for each mapping: the good line, changed as it says."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    for change in changes:
        line = {**GOOD, **change}
        writer.writerow([line.get(name, "") for name in columns])
    return out.getvalue()
