"""Who does not want to be written to."""

from __future__ import annotations

from quita.domain.events import CONTACT_SUPPRESSED
from tests.e2e.people import Debtor
from tests.e2e.system import System


def suppressed(system: System, debtor: Debtor) -> bool:
    address_id = debtor.conversation.address_id
    with system.core.database() as tx:
        return tx.people.suppressed(address_id)


def test_whoever_wants_no_messages_is_left_alone_and_may_undo_it(
    system: System, debtor: Debtor
) -> None:
    answer = debtor.writes("para de me mandar mensagem")
    assert "Já parei" in answer.text
    assert suppressed(system, debtor)
    [event] = debtor.events(CONTACT_SUPPRESSED)
    assert (event["reason"], event["channel"]) == ("opt_out", "whatsapp")
    assert "desfiz" in debtor.presses("Foi engano").text
    assert not suppressed(system, debtor)


def test_an_opt_out_counts_while_a_person_is_awaited(system: System, debtor: Debtor) -> None:
    debtor.writes("quero falar com um atendente")
    assert "Já parei" in debtor.writes("para de me mandar mensagem").text
    assert suppressed(system, debtor)
    assert debtor.writes("para de me mandar mensagem").messages == ()


def test_a_wrong_number_is_believed_and_told_nothing(system: System, debtor: Debtor) -> None:
    answer = debtor.writes("você está falando com a pessoa errada")
    assert "Desculpe o engano" in answer.text
    assert "Vitória" not in answer.text
    assert suppressed(system, debtor)
