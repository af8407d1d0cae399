"""Mutual TLS with files of our own: who shows the right certificate gets in."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from quita.adapters.pix.client_async import AsyncPixClient
from quita.adapters.pix.client_sync import PixClient
from quita.adapters.pix.config import PixConfig
from quita.domain.errors import Misconfigured, ProviderUnavailable
from tests.adapters.pix.bank import CODE, REQUEST
from tests.adapters.pix.conftest import MakeClient, StubBank, serve

NOW = datetime.now(timezone.utc)


class Authority:
    """An authority of the tests' own, and the PEM files that it gave out."""

    def __init__(self, folder: Path) -> None:
        """Make the authority's own key and certificate."""
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autoridade de teste")])
        self._certificate = self._signed(self._name, self._key.public_key(), authority=True)
        self.file = folder / "ca.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name: str, password: bytes | None = None) -> tuple[str, str]:
        """Give the files of a certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._signed(subject, key.public_key(), authority=False)
        encryption = (
            serialization.BestAvailableEncryption(password)
            if password
            else serialization.NoEncryption()
        )
        files = (self._folder / f"{name}.pem", self._folder / f"{name}.key")
        files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
            )
        )
        return str(files[0]), str(files[1])

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, authority: bool
    ) -> x509.Certificate:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]),
                critical=False,
            )
            .sign(self._key, hashes.SHA256())
        )


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def strict(authority: Authority) -> Iterator[StubBank]:
    """A bank that talks only to whom the authority knows."""
    bank = StubBank()
    server = serve(bank)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("banco"))
    context.load_verify_locations(authority.file)
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True)
    bank.url = bank.url.replace("http://", "https://")
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield bank
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("together", [False, True])
async def test_bank_lets_in_who_shows_its_certificate(
    strict: StubBank, authority: Authority, make: MakeClient, tmp_path: Path, together: bool
) -> None:
    cert, key = authority.issue("quita")
    if together:
        both = tmp_path / "both.pem"
        both.write_bytes(Path(key).read_bytes() + Path(cert).read_bytes())
        cert, key = str(both), ""
    config = replace(
        strict.config, cert_file=cert, key_file=key or None, ca_file=str(authority.file)
    )
    client = make(config)
    assert (await client.create(REQUEST)).code == CODE
    await client.close()


async def test_bank_keeps_out_who_shows_none(
    strict: StubBank, authority: Authority, make: MakeClient
) -> None:
    client = make(replace(strict.config, ca_file=str(authority.file)))
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert strict.seen == []
    await client.close()


async def test_bank_whose_authority_nobody_knows_is_not_talked_to(
    strict: StubBank, authority: Authority, make: MakeClient
) -> None:
    cert, key = authority.issue("quita")
    client = make(replace(strict.config, cert_file=cert, key_file=key))
    with pytest.raises(ProviderUnavailable):
        await client.create(REQUEST)
    assert (strict.tokens_asked, strict.seen) == (0, [])
    await client.close()


@pytest.mark.parametrize("client", [PixClient, AsyncPixClient])
@pytest.mark.parametrize("wrong", ["missing", "no PEM", "another's key", "locked key"])
def test_certificate_that_does_not_load_stops_the_start(
    authority: Authority, tmp_path: Path, client: type[PixClient | AsyncPixClient], wrong: str
) -> None:
    cert, key = authority.issue("quita")
    if wrong == "missing":
        cert = str(tmp_path / "nenhum.pem")
    elif wrong == "no PEM":
        Path(cert).write_text("certificado")
    elif wrong == "another's key":
        key = authority.issue("outra")[1]
    else:
        cert, key = authority.issue("trancada", password=b"senha")
    with pytest.raises(Misconfigured, match="PIX_CERT_FILE"):
        client(PixConfig("https://pix.exemplo.com.br", "a", "b", "c", cert, key))


@pytest.mark.parametrize("content", [None, "autoridade"])
def test_authorities_that_do_not_load_stop_the_start(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    config = PixConfig("https://pix.exemplo.com.br", "a", "b", "c", ca_file=str(file))
    with pytest.raises(Misconfigured, match="authorities"):
        PixClient(config)
