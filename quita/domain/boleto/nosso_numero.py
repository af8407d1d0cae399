"""The check digit of a boleto's own number (nosso número) at each of eight banks.

Each function takes what its bank's manual adds up. 001: "Especificações técnicas para
confecção de boletos", Banco do Brasil. 033: "Layout de cobrança", Santander. 104: "Manual de
leiaute de arquivo SIGCB", Caixa. 237: "Multipag/Cobrança", Bradesco. 341: "Cobrança Itaú, layout
de arquivos", annexes 3 and 4. 756: "Layout CNAB", Sicoob. 748: "Manual CNAB", Sicredi. 077: "API
Cobrança", Banco Inter.
"""

from __future__ import annotations

from quita.domain.boleto.digits import fixed, mod10, mod11, mod11_or_zero

# Portfolios of Itaú whose check digit leaves agency and account out.
_ITAU_ALONE = ("126", "131", "146", "150", "168")
_SICOOB_WEIGHTS = (3, 1, 9, 7)


def banco_do_brasil(agreement: str, sequence: str) -> str:
    """Give the digit of convênio 6 + sequence 5 (mod 11; 10 is X). Convênio 7 has none.

    >>> banco_do_brasil("050094", "01448")
    '1'
    """
    number = fixed(agreement, 6, "convênio") + fixed(sequence, 5, "sequence")
    digit = mod11(number)
    return {10: "X", 11: "0"}.get(digit, str(digit))


def santander(sequence: str) -> str:
    """Give the digit of 12 digits: 10 becomes 1, 0 and 1 of remainder become 0.

    >>> santander("566612457800")
    '2'
    """
    digit = mod11(fixed(sequence, 12, "sequence"))
    return {10: "0", 11: "0"}.get(digit, str(digit))


def caixa(kind: str, sequence: str) -> str:
    """Give the digit of modality 1, issuer 1 and sequence 15; 10 and 11 become 0."""
    return mod11_or_zero(fixed(kind, 2, "modality") + fixed(sequence, 15, "sequence"))


def bradesco(portfolio: str, sequence: str) -> str:
    """Give the digit of portfolio 2 + sequence 11 (mod 11 with weights 2 to 7; 10 is P).

    >>> bradesco("19", "2"), bradesco("19", "1"), bradesco("19", "6")
    ('8', 'P', '0')
    """
    digit = mod11(fixed(portfolio, 2, "carteira") + fixed(sequence, 11, "sequence"), 7)
    return {10: "P", 11: "0"}.get(digit, str(digit))


def itau(agency: str, account: str, portfolio: str, sequence: str) -> str:
    """Give the digit (DAC) of agency 4, account 5, portfolio 3 and sequence 8.

    >>> itau("0057", "12345", "110", "12345678")
    '8'
    """
    own = fixed(portfolio, 3, "carteira") + fixed(sequence, 8, "sequence")
    where = fixed(agency, 4, "agency") + fixed(account, 5, "account")
    return mod10(own if own[:3] in _ITAU_ALONE else where + own)


def sicoob(cooperative: str, client: str, sequence: str) -> str:
    """Give the digit of cooperative 4, client 10 and sequence 7, weighted 3, 1, 9, 7.

    >>> sicoob("0001", "19", "21")
    '8'
    """
    number = fixed(cooperative, 4, "cooperative") + fixed(client, 10, "client")
    number += fixed(sequence, 7, "sequence")
    rest = sum(int(d) * _SICOOB_WEIGHTS[i % 4] for i, d in enumerate(number)) % 11
    return "0" if rest < 2 else str(11 - rest)


def sicredi(cooperative: str, post: str, beneficiary: str, year: str, sequence: str) -> str:
    """Give the digit of cooperative 4, post 2, beneficiary 5, year 2 and byte 1 + sequence 5.

    >>> sicredi("0165", "02", "00623", "07", "200003")
    '1'
    """
    number = fixed(cooperative, 4, "cooperative") + fixed(post, 2, "post")
    number += fixed(beneficiary, 5, "beneficiary") + fixed(year, 2, "year")
    return mod11_or_zero(number + fixed(sequence, 6, "sequence"))


def inter(portfolio: str, sequence: str) -> str:
    """Give the digit of agency 0001, portfolio 3 and sequence 10 (mod 10)."""
    return mod10("0001" + fixed(portfolio, 3, "carteira") + fixed(sequence, 10, "sequence"))
