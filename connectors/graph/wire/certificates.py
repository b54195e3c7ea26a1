"""An application's certificate and private key, from PEM or PFX; looked at before anything is signed with them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from connectors.errors import LoginRefused

_BOTH = "put the certificate and its private key into it, in PEM or PFX form"
_FAILURES = (ValueError, TypeError, UnsupportedAlgorithm)


def credential(who: str, content: bytes, passphrase: str) -> dict[str, str]:
    """What msal signs with; raises LoginRefused for what cannot be used, or not any more.

    The library itself would send what has expired, or does not belong together, and the tenant's answer says little.
    """
    key, certificate = _pem(who, content, passphrase) if b"-----BEGIN" in content else _pfx(who, content, passphrase)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise LoginRefused(who, "the certificate's private key is not an RSA key", "make one with an RSA key")
    if _public(key.public_key()) != _public(certificate.public_key()):
        raise LoginRefused(who, "the certificate and the private key do not belong together", _BOTH)
    ends = certificate.not_valid_after_utc
    if ends <= datetime.now(UTC):
        reason = f"the certificate has expired on {ends:%Y-%m-%d}"
        raise LoginRefused(who, reason, "make a new one, upload it to the application, and configure it")
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    return {"private_key": private.decode(), "public_certificate": public.decode()}


def ends_at(content: bytes, passphrase: str) -> datetime | None:
    """When the certificate expires; None where it cannot be read."""
    with suppress(LoginRefused):
        read = _pem if b"-----BEGIN" in content else _pfx
        return read("", content, passphrase)[1].not_valid_after_utc
    return None


def _pem(who: str, content: bytes, passphrase: str) -> tuple[object, x509.Certificate]:
    try:
        found = x509.load_pem_x509_certificates(content) if b"BEGIN CERTIFICATE" in content else []
    except _FAILURES:
        found = []
    if not found:
        raise LoginRefused(who, "there is no certificate in it", _BOTH)
    if b"PRIVATE KEY-----" not in content:
        raise LoginRefused(who, "there is no private key beside the certificate", _BOTH)
    begin = content.rindex(b"-----BEGIN", 0, content.index(b"PRIVATE KEY-----"))
    try:
        key = serialization.load_pem_private_key(content[begin:], passphrase.encode() or None)
    except _FAILURES as problem:
        raise _unreadable(who, "the certificate's private key") from problem
    # Of a chain that one is the application's whose key it is; the others vouch for it.
    mine = [one for one in found if isinstance(key, rsa.RSAPrivateKey) and _belongs(key, one)]
    return key, (mine or found)[0]


def _pfx(who: str, content: bytes, passphrase: str) -> tuple[object, x509.Certificate]:
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase.encode() or None)
    except _FAILURES as problem:
        raise _unreadable(who, "the certificate") from problem
    if key is None or certificate is None:
        raise LoginRefused(who, f"there is no {'certificate' if key else 'private key'} in it", _BOTH)
    return key, certificate


def _unreadable(who: str, what: str) -> LoginRefused:
    return LoginRefused(
        who, f"{what} cannot be read, or not with this passphrase", "correct certificate_file or certificate_password"
    )


def _belongs(key: rsa.RSAPrivateKey, certificate: x509.Certificate) -> bool:
    return _public(key.public_key()) == _public(certificate.public_key())


def _public(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined, no-any-return]  # every kind of public key has it
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
