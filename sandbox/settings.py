"""What the sandbox needs to know; read by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

Clock = Callable[[], datetime]

WEBHOOK_PATH = "/webhooks/whatsapp/webhook"


def utc_now() -> datetime:
    """Give the present as an aware UTC datetime."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True, kw_only=True)
class SandboxSettings:
    """Addresses, secrets and the receiver of payments.

    Attributes:
        assistant_url: where the assistant's web hooks live, without a final slash.
        demo_file: JSON list of {"name", "phone", "cpf", "birth_date", "note"}, read at each
            request; it may be missing.
        templates_file: JSON list of {"name", "language", "body", "buttons"?} approved by the
            business; None accepts every template name.
        status_delay_seconds: pause before each of sent, delivered and read.
        retry_seconds: first pause before a web hook is tried again; doubled up to 30 seconds.
        pair_burst: messages that one phone may get at once before error 131056; one more
            every 6 seconds.
        whatsapp_number_ids: every number of the business; the first one alone if empty.
    """

    data_dir: Path
    whatsapp_app_secret: str
    whatsapp_verify_token: str
    whatsapp_access_token: str
    whatsapp_phone_number_id: str
    pix_client_id: str
    pix_client_secret: str
    pix_key: str
    receiver_name: str
    receiver_city: str
    receiver_document: str
    transcription_key: str = "sandbox-transcription-key"
    boleto_api_token: str = "sandbox-boleto-token"
    sms_token: str = "sandbox-sms-token"
    host: str = "127.0.0.1"
    port: int = 5090
    public_url: str = "http://127.0.0.1:5090"
    assistant_url: str = "http://127.0.0.1:5005"
    display_phone_number: str = "551140000000"
    business_name: str = "Quita"
    demo_file: Path | None = None
    templates_file: Path | None = None
    status_delay_seconds: float = 0.15
    retry_seconds: float = 0.5
    pair_burst: int = 45
    whatsapp_number_ids: tuple[str, ...] = ()

    @property
    def webhook_url(self) -> str:
        """Where WhatsApp's web hooks are posted."""
        return self.assistant_url.rstrip("/") + WEBHOOK_PATH

    @property
    def database_file(self) -> Path:
        """The one file that holds all state."""
        return self.data_dir / "sandbox.sqlite3"
