"""Loads a portfolio file: people, addresses, creditors and debts, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quita.domain.debt import Creditor, Debt
from quita.domain.errors import InvalidPortfolio
from quita.domain.itemisation import itemise
from quita.domain.policy import Terms
from quita.domain.portfolio import Problem, parse
from quita.domain.portfolio_row import PortfolioRow
from quita.domain.records import AddressKind, Person
from quita.services.ports import Clock, NewId, PolicySource, UnitOfWork, UnitOfWorkFactory

SOURCE = "portfolio"  # of the link between a person and an address


@dataclass(frozen=True)
class Report:
    """What a load did, in debts.

    Attributes:
        inserted: debts that were not known.
        unchanged_or_updated: debts known by creditor and external id; their status is kept.
        skipped: bad lines that were left out; `problems` names each with all its reasons.
        unitemised: loaded debts whose total is not explained: people see them, the bot does not.
    """

    inserted: int
    unchanged_or_updated: int
    skipped: int
    problems: tuple[Problem, ...]
    unitemised: int


class Portfolio:
    """Loads portfolio files."""

    def __init__(
        self, uow: UnitOfWorkFactory, policies: PolicySource, new_id: NewId, clock: Clock
    ) -> None:
        """Wire the ports."""
        self._uow, self._policies, self._new_id, self._clock = uow, policies, new_id, clock

    def load(
        self,
        text: str,
        *,
        skip_invalid: bool = False,
        updated_as_charges: bool = False,
        day: date,
    ) -> Report:
        """Load a file's text in one transaction; the same file again inserts nothing.

        Args:
            skip_invalid: load the good lines of a file that has bad ones.
            updated_as_charges: the creditor vouches that what the columns leave unexplained of an
                updated amount is charges.
            day: of the import, in São Paulo.

        Raises:
            InvalidPortfolio: bad lines (without `skip_invalid`), or a file that is none.
            InvalidPolicy: a creditor's policy file breaks a rule.
        """
        parsed = parse(text, day)
        if parsed.problems and not skip_invalid:
            raise InvalidPortfolio(list(parsed.problems))
        cnpjs = {row.creditor_cnpj for row in parsed.rows}
        policies = {cnpj: self._policies.terms(cnpj) for cnpj in cnpjs}
        emails = {row.cpf: row.email for row in reversed(parsed.rows) if row.email}
        loading = _Loading(self._new_id, policies, emails, updated_as_charges)
        with self._uow() as tx:
            new = sum(loading.save(tx, row) for row in parsed.rows)
            known = len(parsed.rows) - new
            counts = {"inserted": new, "known": known, "skipped": parsed.bad_lines}
            tx.events.audit("operator", "import_portfolio", SOURCE, counts, self._clock())
        return Report(new, known, parsed.bad_lines, parsed.problems, loading.unitemised)


class _Loading:
    """Saves the lines of one file, asking the database once for what lines have in common."""

    def __init__(
        self,
        new_id: NewId,
        policies: Mapping[str, Terms],
        emails: Mapping[str, str],
        rest_as_fees: bool,
    ) -> None:
        """Take terms by the creditor's CNPJ and e-mail addresses by CPF."""
        self._new_id, self._policies, self._emails = new_id, policies, emails
        self._rest_as_fees = rest_as_fees
        self._creditors: dict[str, Creditor] = {}
        self._people: dict[str, str] = {}
        self._linked: set[tuple[str, AddressKind, str]] = set()
        self.unitemised = 0

    def save(self, tx: UnitOfWork, row: PortfolioRow) -> bool:
        """Save one line and say whether its debt was new."""
        creditor, person_id = self._creditor(tx, row), self._person(tx, row)
        self._link(tx, person_id, row)
        amounts = itemise(row.original_amount, row.supplied, rest_as_fees=self._rest_as_fees)
        self.unitemised += not amounts.itemised
        debt = Debt(
            id=self._new_id(),
            external_id=row.external_id,
            person_id=person_id,
            creditor=creditor,
            product=row.product,
            contract=row.contract,
            original_amount=row.original_amount,
            due_date=row.due_date,
            terms=_terms(self._policies[row.creditor_cnpj], row),
            updated_amount=amounts.updated_amount,
            correction=amounts.correction,
            fine=amounts.fine,
            interest=amounts.interest,
            fees=amounts.fees,
            itemised=amounts.itemised,
            original_creditor_name=row.original_creditor_name,
            assignment_date=row.assignment_date,
            prescription_date=row.prescription_date,
            legal_status=row.legal_status,
        )
        return tx.debts.save(debt)

    def _creditor(self, tx: UnitOfWork, row: PortfolioRow) -> Creditor:
        known = self._creditors.get(row.creditor_cnpj)
        if known is None:
            given = (row.creditor_name, row.creditor_cnpj, row.creditor_address)
            kept = tx.debts.save_creditor(Creditor(self._new_id(), *given))
            known = self._creditors[row.creditor_cnpj] = Creditor(kept, *given)
        return known

    def _person(self, tx: UnitOfWork, row: PortfolioRow) -> str:
        known = self._people.get(row.cpf)
        if known is None:
            email = self._emails.get(row.cpf)
            person = Person(self._new_id(), row.debtor_name, row.cpf, row.birth_date, email)
            known = self._people[row.cpf] = tx.people.save(person)
        return known

    def _link(self, tx: UnitOfWork, person_id: str, row: PortfolioRow) -> None:
        addresses = [(AddressKind.PHONE, phone) for phone in row.phones]
        if row.email is not None:
            addresses.append((AddressKind.EMAIL, row.email))
        for kind, value in addresses:
            if (person_id, kind, value) not in self._linked:
                tx.people.link(person_id, tx.people.ensure_address(kind, value), SOURCE)
                self._linked.add((person_id, kind, value))


def _terms(policy: Terms, row: PortfolioRow) -> Terms:
    return policy.overridden(
        max_cash_discount_pct=row.max_cash_discount_pct,
        max_installments=row.max_installments,
        min_installment=row.min_installment,
        min_down_payment=row.min_down_payment,
        monthly_interest_pct=row.monthly_interest_pct,
    )
