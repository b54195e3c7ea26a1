"""Who is calling: Basic and bearer tokens with every request, NTLM once a connection."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import struct
import tempfile
import threading

import spnego
from spnego.exceptions import SpnegoError

from simulator.organization import Caller, Organization


def basic_caller(organization: Organization, credentials: str) -> Caller | None:
    """The account of a Basic Authorization value; None when name or password is wrong."""
    try:
        given, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    with organization.lock:
        name = organization.account_name(given)
        expected = organization.passwords.get(name) if name else None
    if name is None or expected is None or not secrets.compare_digest(expected.encode(), password.encode()):
        return None
    return Caller(name)


def bearer_caller(organization: Organization, token: str) -> Caller | None:
    """The application that a token was issued to; None when it is unknown or has run out."""
    with organization.lock:
        client_id = organization.application_of(token.strip())
    return Caller(client_id, is_application=True) if client_id else None


class NtlmHandshake:
    """One connection's NTLM exchange. `caller` is set once the client has proven who it is."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self._context: spnego.ContextProxy | None = None
        self.caller: Caller | None = None

    def step(self, token: str) -> str | None:
        """The challenge to answer with; None when the exchange is over, well or badly."""
        try:
            message = base64.b64decode(token, validate=True)
            kind = struct.unpack_from("<8sI", message)[1]
            if kind == 1:
                return self._challenge(message)
            if kind == 3 and self._context is not None:
                self._verify(message)
        except (binascii.Error, struct.error, SpnegoError, UnicodeDecodeError, ValueError):
            self.caller = None
        self._context = None
        return None

    def _challenge(self, message: bytes) -> str | None:
        with _Store("", "nobody", secrets.token_hex()):  # the library wants a store before it needs one
            self._context = spnego.server(protocol="ntlm", options=spnego.NegotiateOptions.use_ntlm)
            challenge = self._context.step(message)
        return base64.b64encode(challenge).decode() if challenge else None

    def _verify(self, message: bytes) -> None:
        domain, user = (_text_at(message, offset) for offset in (28, 36))
        with self._organization.lock:
            name = self._organization.account_name(user)
            password = self._organization.passwords.get(name) if name else None
        if name is None or password is None or self._context is None:
            return
        with _Store(domain, user, password):
            self._context.step(message)
        if self._context.complete:
            self.caller = Caller(name)


def _text_at(message: bytes, offset: int) -> str:
    length, _, start = struct.unpack_from("<HHI", message, offset)
    return message[start : start + length].decode("utf-16-le")


class _Store:
    """One account in the only kind of credential store that the NTLM library reads: a file named by the environment."""

    _lock = threading.Lock()

    def __init__(self, domain: str, user: str, password: str) -> None:
        if ":" in password or "\n" in password:
            raise ValueError("a password with a colon cannot log in through NTLM here")
        self._line = f"{domain}:{user}:{password}\n"

    def __enter__(self) -> None:
        self._lock.acquire()
        self._file = tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="ntlm-")
        self._file.write(self._line)
        self._file.flush()
        self._before = os.environ.get("NTLM_USER_FILE")
        os.environ["NTLM_USER_FILE"] = self._file.name

    def __exit__(self, *_: object) -> None:
        if self._before is None:
            del os.environ["NTLM_USER_FILE"]
        else:
            os.environ["NTLM_USER_FILE"] = self._before
        self._file.close()
        self._lock.release()
