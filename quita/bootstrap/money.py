"""Charges, boletos, agreements and payments."""

from __future__ import annotations

from functools import cached_property

from quita.adapters.cnab240.account import read_account
from quita.adapters.cnab240.files import Cnab240
from quita.adapters.pix.profiles import BACEN, profile_named
from quita.bootstrap.after_deal import AfterDeal
from quita.domain.boleto.paper import Party
from quita.domain.errors import Misconfigured
from quita.domain.identity import cnpj_text
from quita.services.agreements import Agreements
from quita.services.automatic import Automatic
from quita.services.boleto_files import BoletoFiles
from quita.services.boleto_papers import BoletoPapers
from quita.services.boletos import BoletoService
from quita.services.charges import ChargeService
from quita.services.due_rules import due_rule, paid_at_once
from quita.services.keeping import Keeping
from quita.services.payments import PaymentService
from quita.services.reconciliation import Reconciliation
from quita.services.verification import Verification


class Money(AfterDeal):
    """Charges, boletos, agreements and payments."""

    @cached_property
    def charges(self) -> ChargeService:
        """Charges at the bank; the payer's text names no debt, for others may pay."""
        text = f"Pagamento {self.settings.company.name}"
        bank = self.settings.pix
        rule = due_rule(bank.due_valid_days) if bank and bank.due_charges else paid_at_once
        return ChargeService(self.database, self.clock, self.new_id, text, due_rule=rule)

    @cached_property
    def boletos(self) -> BoletoService:
        """Boletos at the bank."""
        return BoletoService(self.database, self.clock, self.new_id)

    @cached_property
    def payments(self) -> PaymentService:
        """Booking payments."""
        bank = self.settings.pix
        return PaymentService(
            self.database,
            self.clock,
            self.new_id,
            self.settling.payment_confirmed,
            self.messenger.payment_diverged,
            profile_named(bank.profile if bank else BACEN.name).cent_tolerance,
        )

    def boleto_files(self) -> BoletoFiles:
        """Boletos by remittance and return files.

        Raises:
            Misconfigured: no account file is set, or it is wrong.
        """
        path = self.settings.boleto_account_file
        if path is None:
            raise Misconfigured("BOLETO_ACCOUNT_FILE is not set")
        company = self.settings.company
        return BoletoFiles(
            self.database,
            self.clock,
            self.boletos,
            self.payments,
            self.messenger.late_boleto,
            Cnab240(read_account(path), company.name, company.cnpj),
        )

    @cached_property
    def boleto_papers(self) -> BoletoPapers:
        """What stands on a boleto."""
        company = self.settings.company
        receiver = Party(company.name, cnpj_text(company.cnpj), company.address)
        return BoletoPapers(self.database, receiver)

    @cached_property
    def agreements(self) -> Agreements:
        """Closing deals."""
        return Agreements(self.database, self.clock, self.new_id, self.charges, self.boletos)

    @cached_property
    def keeping(self) -> Keeping:
        """What happens to agreements after they are made."""
        return Keeping(self.database, self.clock, self.new_id)

    @cached_property
    def automatic(self) -> Automatic:
        """The rest of agreements by Pix Automático."""
        return Automatic(self.database, self.clock, self.new_id, self.messenger)

    @cached_property
    def verification(self) -> Verification:
        """Whether a code or a letter was issued here."""
        return Verification(self.database, self.clock, self.letters.stands)

    @cached_property
    def reconciliation(self) -> Reconciliation:
        """Comparing the bank's list of received Pix with the books."""
        return Reconciliation(self.database, self.clock)
