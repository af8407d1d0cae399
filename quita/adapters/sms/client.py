"""Posts messages to an SMS gateway; the worker's client."""

from __future__ import annotations

import requests

from quita.adapters.sms.profiles import answer_of, post_of
from quita.services.ports.sms import GatewayAnswer, SmsMessage, Taken
from quita.settings import SmsSettings

TIMEOUT = (5.0, 20.0)  # seconds to connect, and for the answer


class SmsClient:
    """Fulfils the port SmsGateway; belongs to one thread."""

    def __init__(self, gateway: SmsSettings, public_url: str) -> None:
        """Open a session; `public_url` is where reports are to be posted."""
        self._gateway, self._public_url = gateway, public_url
        self._session = requests.Session()

    def send(self, message: SmsMessage) -> GatewayAnswer:
        """Send one message."""
        post = post_of(message, self._gateway, self._public_url)
        try:
            answer = self._session.post(
                post.url,
                headers=dict(post.headers),
                json=post.json,
                data=post.form,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.ConnectTimeout as problem:
            return GatewayAnswer(Taken.BUSY, reason=type(problem).__name__)
        except requests.ConnectionError as problem:
            return GatewayAnswer(_after(problem), reason=type(problem).__name__)
        except requests.RequestException as problem:
            return GatewayAnswer(Taken.UNCLEAR, reason=type(problem).__name__)
        return answer_of(answer.status_code, answer.content, self._gateway.profile)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()


def _after(problem: requests.ConnectionError) -> Taken:
    """A connection that was never made took nothing; one that broke may have."""
    return Taken.BUSY if "NewConnectionError" in repr(problem.args) else Taken.UNCLEAR
