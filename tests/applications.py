"""How an application of Microsoft 365 proves itself by a certificate: a key pair, and both halves as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

NOW = datetime.now(UTC)


def key_pair(*, ends: datetime = NOW + timedelta(days=365)) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "dealtrail")])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    certificate = built.not_valid_before(ends - timedelta(days=700)).not_valid_after(ends).sign(key, hashes.SHA256())
    return key, certificate


def pem_of(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: rsa.RSAPrivateKey, passphrase: bytes | None = None) -> bytes:
    how = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
