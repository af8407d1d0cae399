"""Invented debts, as lines of a portfolio file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from quita.adapters.demo.creditors import CREDITORS, DemoCreditor
from quita.adapters.demo.debtors import Debtor
from quita.domain.debt import LegalStatus
from quita.domain.money import ZERO, cents, percent_of
from quita.domain.portfolio_row import COLUMNS

Line = dict[str, str]  # by column, as written in the file
# Days overdue, from a first missed bill to time-barred (more than five years).
_AGES = ((20, 60), (61, 180), (181, 365), (366, 1095), (1096, 1780), (1830, 2600))
_AGE_WEIGHTS = (18, 20, 20, 20, 10, 12)
_STORIES = ("plain", "itemised", "unitemised", "protested", "lawsuit", "assigned", "own_limits")
_STORY_WEIGHTS = (40, 25, 8, 4, 4, 8, 11)


class Debts:
    """Makes debts, numbered by creditor."""

    def __init__(self, random: Random, today: date) -> None:
        """Take the source of chance, and the day by which ages are counted."""
        self._random, self._today = random, today
        self._numbers = dict.fromkeys((creditor.code for creditor in CREDITORS), 0)

    def line(
        self, debtor: Debtor, creditor: DemoCreditor, product: str, owed: Decimal, due: date
    ) -> Line:
        """Make a debt whose charges and limits are left to Quita; `owed` in reais."""
        self._numbers[creditor.code] += 1
        number = self._numbers[creditor.code]
        return dict.fromkeys(COLUMNS, "") | {
            "external_id": f"{creditor.code}-{number:05d}",
            "debtor_name": debtor.name,
            "cpf": debtor.cpf,
            "birth_date": debtor.birth_date.isoformat(),
            "phones": "|".join(debtor.phones),
            "email": debtor.email,
            "creditor_name": creditor.name,
            "creditor_cnpj": creditor.cnpj,
            "creditor_address": creditor.address,
            "product": product,
            "contract": f"{due.year}.{self._random.randrange(10**6):06d}",
            "original_amount": f"{owed:.2f}",
            "due_date": due.isoformat(),
        }

    def any_line(self, debtor: Debtor) -> Line:
        """Make a debt of any creditor, age and story."""
        pick = self._random
        creditor = pick.choice(CREDITORS)
        product = pick.choice(creditor.products)
        least, most = pick.choices(_AGES, _AGE_WEIGHTS)[0]
        due = self._today - timedelta(days=pick.randint(least, most))
        owed = Decimal(pick.randint(product.least * 100, product.most * 100)).scaleb(-2)
        line = self.line(debtor, creditor, product.name, owed, due)
        return self._told(line, pick.choices(_STORIES, _STORY_WEIGHTS)[0], due)

    def itemised(self, line: Line) -> Line:
        """Have the creditor say the total and each charge apart, as the law allows them."""
        owed, due = Decimal(line["original_amount"]), date.fromisoformat(line["due_date"])
        months = Decimal((self._today - due).days) / 30
        correction = cents(owed * months * Decimal("0.004"))
        fine, interest = percent_of(owed, Decimal(2)), cents(owed * months / 100)
        fees = ZERO
        return line | {
            "updated_amount": f"{owed + correction + fine + interest + fees:.2f}",
            "correction_amount": f"{correction:.2f}",
            "fine_amount": f"{fine:.2f}",
            "interest_amount": f"{interest:.2f}",
            "fees_amount": f"{fees:.2f}",
        }

    def unitemised(self, line: Line) -> Line:
        """Have the creditor say a total, and not what it is made of."""
        grown = percent_of(
            Decimal(line["original_amount"]), Decimal(self._random.randint(115, 260))
        )
        return line | {"updated_amount": f"{grown:.2f}"}

    def _told(self, line: Line, story: str, due: date) -> Line:
        if story == "itemised":
            return self.itemised(line)
        if story == "unitemised":
            return self.unitemised(line)
        if story in (LegalStatus.PROTESTED.value, LegalStatus.LAWSUIT.value):
            return line | {"legal_status": story}
        if story == "assigned":
            assigned = due + (self._today - due) // 2
            return line | {
                "original_creditor_name": "Financeira Maré Mansa S.A.",
                "assignment_date": assigned.isoformat(),
            }
        if story == "own_limits":
            return line | {
                "max_cash_discount_pct": str(self._random.randrange(5, 65, 5)),
                "max_installments": str(self._random.choice((1, 3, 6, 10, 18))),
                "min_installment": "35.00",
            }
        return line
