"""What the landing page and the chat say themselves; nothing here tells of a debt."""

from __future__ import annotations

WHATSAPP_TEXT = "Oi! Recebi um SMS de vocês. Quem está falando? (ref. {reference})"
WHATSAPP_PLAIN = "Oi! Recebi um SMS de vocês. Quem está falando?"

GONE = {
    "expired": (
        "Este link venceu",
        "Por segurança, cada link vale por alguns dias. O seu passou do prazo, e está tudo bem: "
        "dá para conversar do mesmo jeito.",
    ),
    "revoked": (
        "Este link foi cancelado",
        "Ele não abre mais nada. Se você ainda quer falar com a gente, dá para conversar do "
        "mesmo jeito.",
    ),
    "unknown": (
        "Não achamos este link",
        "Pode ter faltado uma letra. Confira o endereço no SMS, ou comece por aqui mesmo.",
    ),
    "slow": (
        "Muitas tentativas",
        "Deste lugar vieram muitos endereços errados em pouco tempo. Espere um minuto e abra o "
        "link do SMS de novo.",
    ),
}

FILES = {
    "type": "Este arquivo eu não consigo abrir. Mande uma foto (JPG, PNG ou WEBP) ou um PDF.",
    "size": "O arquivo é grande demais. O limite é de 10 MB.",
}
