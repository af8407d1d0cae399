"""The free field (25 digits) of eight banks, each as its bank's manual composes it.

The same manuals as in nosso_numero.py. Whatever a bank returns when it registers a boleto is
printed as it is; this composes what a CNAB remittance registers, where nobody returns bars.
"""

from __future__ import annotations

from quita.domain.boleto import nosso_numero
from quita.domain.boleto.digits import fixed, mod10, mod11_or_zero

CAIXA_REGISTERED, CAIXA_OWN_ISSUE = "1", "4"


def banco_do_brasil_7(agreement: str, sequence: str, portfolio: str) -> str:
    """001 with a convênio of seven digits: 000000, convênio 7, sequence 10, carteira 2.

    >>> banco_do_brasil_7("1238798", "7777700168", "18")
    '0000001238798777770016818'
    """
    number = fixed(agreement, 7, "convênio") + fixed(sequence, 10, "sequence")
    return "000000" + number + fixed(portfolio, 2, "carteira")


def banco_do_brasil_6(
    agreement: str, sequence: str, agency: str, account: str, portfolio: str
) -> str:
    """001 with a convênio of six digits: convênio 6, sequence 5, agency 4, account 8, carteira 2.

    >>> banco_do_brasil_6("123879", "1234", "4042", "61900", "18")
    '1238790123440420006190018'
    """
    number = fixed(agreement, 6, "convênio") + fixed(sequence, 5, "sequence")
    where = fixed(agency, 4, "agency") + fixed(account, 8, "account")
    return number + where + fixed(portfolio, 2, "carteira")


def santander(beneficiary: str, sequence: str, portfolio: str) -> str:
    """033: 9, beneficiary 7, own number 12 with its digit, 0 (IOF), carteira 3.

    >>> santander("1899775", "9000272", "102")
    '9189977500000900027250102'
    """
    number = fixed(sequence, 12, "sequence")
    number += nosso_numero.santander(number)
    payee = fixed(beneficiary, 7, "beneficiary")
    return "9" + payee + number + "0" + fixed(portfolio, 3, "carteira")


def caixa(beneficiary: str, sequence: str) -> str:
    """104 (SIGCB): beneficiary 6 and digit, own number 15 in parts, digit.

    Between its parts of 3, 3 and 9 digits stand modality (1) and issuer (4).

    >>> caixa("123456", "2")
    '1234560000100040000000021'
    """
    payee = fixed(beneficiary, 6, "beneficiary")
    number = fixed(sequence, 15, "sequence")
    head = payee + mod11_or_zero(payee) + number[:3] + CAIXA_REGISTERED
    head += number[3:6] + CAIXA_OWN_ISSUE + number[6:]
    return head + mod11_or_zero(head)


def bradesco(agency: str, portfolio: str, sequence: str, account: str) -> str:
    """237: agency 4, carteira 2, own number 11, account 7, 0.

    >>> bradesco("4042", "03", "777700168", "61900")
    '4042030077770016800619000'
    """
    number = fixed(portfolio, 2, "carteira") + fixed(sequence, 11, "sequence")
    return fixed(agency, 4, "agency") + number + fixed(account, 7, "account") + "0"


def itau(agency: str, account: str, portfolio: str, sequence: str) -> str:
    """341: carteira 3, own number 8 and digit, agency 4, account 5 and digit, 000.

    >>> itau("0810", "53678", "175", "258281")
    '1750025828170810536789000'
    """
    where = fixed(agency, 4, "agency") + fixed(account, 5, "account")
    own = fixed(portfolio, 3, "carteira") + fixed(sequence, 8, "sequence")
    digit = nosso_numero.itau(agency, account, portfolio, sequence)
    return own + digit + where + mod10(where) + "000"


def sicoob(
    cooperative: str, client: str, sequence: str, modality: str = "01", installment: str = "001"
) -> str:
    """756: carteira 1, cooperative 4, modality 2, client 7, own number 7 and digit, installment 3.

    >>> sicoob("4327", "229385", "2")
    '1432701022938500000024001'
    """
    payee = fixed(client, 7, "client")
    number = fixed(sequence, 7, "sequence") + nosso_numero.sicoob(cooperative, payee, sequence)
    where = "1" + fixed(cooperative, 4, "cooperative") + fixed(modality, 2, "modality")
    return where + payee + number + fixed(installment, 3, "installment")


def sicredi(
    cooperative: str, post: str, beneficiary: str, year: str, sequence: str, kind: str = "1"
) -> str:
    """748: kind 1, carteira 1, own number 9, cooperative 4, post 2, beneficiary 5, 10, digit.

    Args:
        kind: 1 with registration by file, 3 without paper. year: of the own number, two digits.
        sequence: a byte from 2 to 9 (1 is the cooperative's) and five digits.

    >>> sicredi("0710", "65", "00129", "16", "208879", "1")[:11]
    '11162088793'
    """
    digit = nosso_numero.sicredi(cooperative, post, beneficiary, year, sequence)
    number = fixed(year, 2, "year") + fixed(sequence, 6, "sequence") + digit
    where = fixed(cooperative, 4, "cooperative") + fixed(post, 2, "post")
    where += fixed(beneficiary, 5, "beneficiary")
    head = fixed(kind, 1, "kind") + "1" + number + where + "10"
    return head + mod11_or_zero(head)


def inter(operation: str, sequence: str) -> str:
    """077: agency 0001, carteira 110, operation 7, own number 10 and digit.

    >>> inter("1234567", "451")
    '0001110123456700000004511'
    """
    number = fixed(sequence, 10, "sequence")
    return "0001110" + fixed(operation, 7, "operation") + number + nosso_numero.inter("110", number)
