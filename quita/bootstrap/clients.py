"""Clients of the providers: each belongs to one thread or one event loop."""

from __future__ import annotations

from functools import cached_property

from quita.adapters.boleto.client_async import AsyncBoletoClient
from quita.adapters.boleto.client_sync import BoletoClient
from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.client_sync import PixClient
from quita.adapters.sms.client import SmsClient
from quita.adapters.whatsapp.absent import NoMedia
from quita.adapters.whatsapp.client_async import AsyncWhatsAppClient
from quita.adapters.whatsapp.client_sync import WhatsAppClient
from quita.adapters.whatsapp.media_client import AsyncMediaClient
from quita.bootstrap.config import boleto_config, pix_config
from quita.bootstrap.core import Core
from quita.services.ports import MediaSource


class Clients(Core):
    """Clients of the providers: each belongs to one thread or one event loop."""

    def whatsapp_sync(self) -> WhatsAppClient:
        """A client of the Graph API for worker and command line."""
        number = self.settings.require_whatsapp()
        return WhatsAppClient(number.graph_url, number.phone_number_id, number.access_token)

    def whatsapp_async(self) -> AsyncWhatsAppClient:
        """A client of the Graph API for the running event loop."""
        number = self.settings.require_whatsapp()
        return AsyncWhatsAppClient(number.graph_url, number.phone_number_id, number.access_token)

    def pix_sync(self) -> PixClient:
        """A client of the bank for worker and command line."""
        return PixClient(pix_config(self.settings))

    def boleto_sync(self) -> BoletoClient:
        """A client of the bank that registers boletos, for worker and command line."""
        return BoletoClient(boleto_config(self.settings))

    @cached_property
    def _boleto_async(self) -> AsyncBoletoClient:
        return AsyncBoletoClient(boleto_config(self.settings))

    def boleto_async(self) -> AsyncBoletoClient:
        """The same for this process's event loop."""
        return self._boleto_async

    @cached_property
    def _pix_async(self) -> AsyncPixClient:
        return AsyncPixClient(pix_config(self.settings))

    def pix_async(self) -> AsyncPixClient:
        """The client of the bank for this process's event loop."""
        return self._pix_async

    def sms_gateway(self) -> SmsClient:
        """A client of the SMS gateway, for the worker."""
        return SmsClient(self.settings.require_sms(), self.settings.public_url)

    def media_source(self) -> MediaSource:
        """A client that fetches files, for one event loop."""
        number = self.settings.whatsapp_or_none()
        if number is None:
            return NoMedia()
        return AsyncMediaClient(number.graph_url, number.phone_number_id, number.access_token)
