"""What agents read where something was refused: a title, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "not_owner": (
        "Esta conversa não está com você",
        "Outra pessoa a assumiu, ou ela voltou ao robô. Nada foi enviado.",
    ),
    "busy": ("Duas pessoas mexeram ao mesmo tempo", "Nada mudou. Volte e tente de novo."),
    "not_found": ("Conversa não encontrada", "Confira o endereço ou procure na fila."),
    "token": (
        "Esta página ficou aberta tempo demais",
        "Por segurança, nada foi feito. Volte, atualize a página e tente de novo.",
    ),
    "role": ("Seu perfil não faz isto", "Se precisar, peça acesso à administração."),
    "own_access": (
        "Isto não se faz consigo",
        "Peça a outra pessoa da administração. Assim ninguém fica sem acesso por engano.",
    ),
    "too_large": ("O texto é grande demais", "Nada foi enviado. Divida em partes menores."),
    "too_long": (
        "O texto passou do tamanho",
        "Nada foi enviado. Uma resposta tem até 4.096 caracteres: divida em duas.",
    ),
    "empty": ("A resposta está vazia", "Escreva alguma coisa antes de enviar."),
    "unfit": ("Faltou alguma coisa", "Confira o que você preencheu. Nada mudou."),
    "code": (
        "O código não confere",
        "Confira no aplicativo e tente com o código de agora.",
    ),
    "unverified": (
        "A identidade ainda não foi confirmada",
        "Confirme os dados da pessoa antes. Até lá, dívidas e propostas ficam fechadas.",
    ),
    "offer": (
        "Esta proposta não vale mais",
        "Ela venceu ou a dívida mudou. Faça outra proposta, que sai com os valores de hoje.",
    ),
    "beyond": ("Isto passa da alçada", "Peça a aprovação da supervisão, com um motivo."),
    "contact": (
        "Este SMS não pode ir",
        "Há um motivo para não procurar esta pessoa agora, que ficou registrado. Nada foi enviado.",
    ),
    "decided": ("Outra pessoa já decidiu", "Vale a primeira decisão. Atualize para ver."),
    "beyond_policy": (
        "Passa também da sua alçada",
        "O credor não permite. Recuse com um motivo, ou combine outra proposta com o atendente.",
    ),
    "reveals": (
        "Você citou um valor ou um credor",
        "A identidade ainda não foi confirmada, e outra pessoa pode estar lendo. Apague isso da "
        "resposta. Se precisar mesmo enviar assim, fica registrado no seu nome.",
    ),
    "window": (
        "A janela de 24 horas do WhatsApp fechou",
        "Nada foi enviado. Dá para responder de novo quando a pessoa escrever.",
    ),
    "voice_size": (
        "O áudio está vazio ou é grande demais",
        "Nada foi enviado. Grave uma mensagem mais curta.",
    ),
    "voice_hash": ("O áudio chegou incompleto", "Nada foi enviado. Tente enviar de novo."),
    "voice_channels": (
        "O WhatsApp não toca este áudio estéreo",
        "Nada foi enviado. Grave por aqui, ou escolha um arquivo OGG mono ou MP3.",
    ),
    "voice_type": (
        "O WhatsApp não toca este tipo de áudio",
        "Nada foi enviado. Grave por aqui, ou escolha um arquivo OGG (Opus), MP3, M4A, AAC ou AMR.",
    ),
    "file": ("Este arquivo não serve", "Anexe um PDF, JPEG ou PNG de até 10 MB."),
    "signed_out": (
        "Sua sessão terminou",
        "O que você escreveu ficou guardado neste navegador. Entre de novo para enviar.",
    ),
}
