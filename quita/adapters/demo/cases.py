"""The people of the demonstration: one debtor for each thing that is worth seeing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from quita.adapters.demo.creditors import BANK, HEALTH, SHOP, TELECOM, UTILITY
from quita.adapters.demo.debtors import Debtor, Debtors
from quita.adapters.demo.debts import Debts, Line
from quita.domain.business_days import add_months


@dataclass(frozen=True)
class Case:
    """A debtor, what there is to see with them (in Portuguese), and their lines."""

    debtor: Debtor
    note: str
    lines: tuple[Line, ...]


class Cast:
    """Makes the eight cases and everybody else of one seed."""

    def __init__(self, seed: int, today: date) -> None:
        """Take the seed and the day by which ages are counted."""
        self.random = Random(seed)
        self.debtors = Debtors(self.random, today)
        self.debts = Debts(self.random, today)
        self._today = today

    def cases(self) -> list[Case]:
        """Make the eight; to be called once, before anybody else is made."""
        makers: tuple[Callable[[], Case], ...] = (
            self._simple,
            self._two_debts,
            self._time_barred,
            self._lawsuit,
            self._unitemised,
            self._shared_phone,
            self._large,
            self._recent,
        )
        return [make() for make in makers]

    def everybody_else(self, count: int) -> Iterator[Line]:
        """Make `count` lines of other people, some with several debts, some sharing a phone."""
        known: list[Debtor] = []
        for _ in range(count):
            chance = self.random.random()
            if known and chance < 0.3:
                debtor = self.random.choice(known)
            else:
                shares = known and chance < 0.38
                debtor = self.debtors.living_with(known[-1]) if shares else self.debtors.anyone()
                known.append(debtor)
            yield self.debts.any_line(debtor)

    def _months_ago(self, months: int) -> date:
        return add_months(self._today, -months)

    def _simple(self) -> Case:
        debtor = self.debtors.known_as("Mariana Alves Rocha", 34)
        due = self._months_ago(8)
        line = self.debts.line(debtor, SHOP, "Crediário da loja", Decimal("1098.90"), due)
        note = "1 dívida de loja, cerca de R$ 1.200: 40% de desconto à vista ou até 12 vezes"
        return Case(debtor, note, (line,))

    def _two_debts(self) -> Case:
        debtor = self.debtors.known_as("João Batista Ferreira", 47)
        shop = self.debts.line(
            debtor, SHOP, "Cartão da loja", Decimal("864.30"), self._months_ago(14)
        )
        phone = self.debts.line(
            debtor, TELECOM, "Plano de celular", Decimal("289.70"), self._months_ago(5)
        )
        return Case(debtor, "2 dívidas: loja e telefone", (shop, phone))

    def _time_barred(self) -> Case:
        debtor = self.debtors.known_as("Tânia Regina Moraes", 58)
        due = self._months_ago(70)
        line = self.debts.line(debtor, BANK, "Empréstimo pessoal", Decimal("3450.00"), due)
        return Case(debtor, "dívida prescrita: o robô não fala dela nem oferece", (line,))

    def _lawsuit(self) -> Case:
        debtor = self.debtors.known_as("Rogério Nunes Pacheco", 41)
        due = self._months_ago(30)
        line = self.debts.line(debtor, HEALTH, "Plano de saúde", Decimal("2760.45"), due)
        lawsuit = line | {"legal_status": "lawsuit"}
        return Case(debtor, "processo na Justiça: vai para uma pessoa", (lawsuit,))

    def _unitemised(self) -> Case:
        debtor = self.debtors.known_as("Cíntia Barros Lima", 29)
        due = self._months_ago(20)
        line = self.debts.line(debtor, BANK, "Cheque especial", Decimal("1312.00"), due)
        note = "valor sem os encargos detalhados: vai para uma pessoa"
        return Case(debtor, note, (self.debts.unitemised(line),))

    def _shared_phone(self) -> Case:
        mother = self.debtors.known_as("Tereza Gonçalves Duarte", 63)
        son = self.debtors.known_as("Lucas Gonçalves Duarte", 30)
        theirs = self.debts.line(
            mother, SHOP, "Crediário da loja", Decimal("540.00"), self._months_ago(10)
        )
        his = self.debts.line(
            replace(son, phones=mother.phones),
            TELECOM,
            "Internet e telefone fixo",
            Decimal("412.60"),
            self._months_ago(7),
        )
        note = "divide o telefone com o filho: o robô confirma com quem fala"
        return Case(mother, note, (theirs, his))

    def _large(self) -> Case:
        debtor = self.debtors.known_as("Cláudio Henrique Sampaio", 52)
        due = self._months_ago(16)
        line = self.debts.line(debtor, BANK, "Cartão de crédito", Decimal("6480.00"), due)
        note = "cartão de R$ 8 mil, com cada encargo à parte: até 24 vezes, com juros"
        return Case(debtor, note, (self.debts.itemised(line),))

    def _recent(self) -> Case:
        debtor = self.debtors.known_as("Priscila Nogueira Sales", 26)
        due = self._today - timedelta(days=25)
        line = self.debts.line(debtor, UTILITY, "Conta de luz", Decimal("312.40"), due)
        return Case(debtor, "conta de luz de 25 dias: sem desconto, dá para parcelar", (line,))
