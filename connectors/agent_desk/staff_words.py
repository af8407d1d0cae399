"""What admins read about the team, and anybody about their password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.agent_desk import words
from quita.services.accounts import MAX_NAME, MIN_PASSWORD
from quita.services.staff import MAX_CAPACITY

DUTIES: Mapping[str, str] = {  # of each role
    "agent": "atende, negocia dentro da alçada, registra casos",
    "supervisor": "atende, aprova pedidos, assume e redistribui conversas, vê os números",
    "designer": "cuida do que o robô diz; não lê conversas",
    "auditor": "lê as conversas e os números; não responde",
    "admin": "tudo da supervisão, e cuida da equipe",
}
PROBLEMS: Mapping[str, str] = {
    "login": "O usuário tem de 2 a 64 letras minúsculas, números ou . _ @ + -, sem espaços.",
    "taken": "Já existe alguém com este usuário. Escolha outro.",
    "name": f"Escreva o nome, com até {MAX_NAME} letras.",
    "role": "Escolha um dos papéis da lista.",
    "capacity": f"Quantas conversas ao mesmo tempo? Um número de 0 a {MAX_CAPACITY}.",
    "password": f"A senha precisa de {MIN_PASSWORD} letras ou mais.",
    "same": "Escolha uma senha diferente da que você recebeu.",
    "different": "As duas senhas não são iguais. Escreva de novo.",
    "own_role": "Você não pode trocar o seu próprio papel. Peça a outra pessoa da administração.",
}
DONE: Mapping[str, str] = {
    "changed": "Mudanças guardadas.",
    "factor": "Segunda etapa desligada. A pessoa entra só com a senha e pode ligar de novo.",
    "deactivated": "Acesso desativado. As sessões terminaram e as conversas voltaram para a fila.",
    "reactivated": "Acesso reativado. A senha é a mesma de antes.",
}
_ACTS: Mapping[str, str] = {
    "sign_in": "Entrou",
    "totp_on": "Ligou a segunda etapa",
    "totp_off": "Desligou a segunda etapa",
    "available": "Voltou da pausa",
    "away": "Entrou em pausa",
    "user_added": "Criou o acesso",
    "user_changed": "Mudou",
    "password_given": "Gerou uma senha nova",
    "password_chosen": "Escolheu a própria senha",
    "factor_dropped": "Zerou a segunda etapa",
    "user_deactivated": "Desativou o acesso",
    "user_reactivated": "Reativou o acesso",
}
_FIELDS: Mapping[str, str] = {"name": "nome", "role": "papel", "capacity": "conversas"}


def act(action: str, details: Mapping[str, Any]) -> str:
    """Say what was done to somebody; an act without words shows its name.

    >>> act("user_changed", {"capacity": [6, 8]})
    'Mudou conversas de 6 para 8'
    """
    told = _ACTS.get(action, action)
    if action == "user_changed":
        told += " " + "; ".join(
            f"{_FIELDS.get(name, name)} de {_value(name, before)} para {_value(name, now)}"
            for name, (before, now) in details.items()
        )
    if details.get("chats"):
        count = len(details["chats"])
        told += f"; {count} conversa{'' if count == 1 else 's'} de volta à fila"
    return told


def _value(name: str, value: Any) -> str:
    return words.ROLES.get(value, str(value)) if name == "role" else str(value)
