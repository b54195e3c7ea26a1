"""To the provider and back: what a browser takes along, so that what comes back is its own, lately begun, and once.

Nothing is kept here of those who set out. The browser has a key in a cookie, and what it takes along is sealed by it:
another browser's is refused, and several tabs can be on their way at once.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import Response

from daemon.web.challenges import LASTS
from daemon.web.desk import Desk
from daemon.web.signing_in.cookie import cookie_name

_PURPOSE = "sign in by oidc"
_CHALLENGE = 48  # bytes of it, before the path
_LONGEST_PATH = 600  # some providers take no long address


@dataclass(frozen=True)
class Journey:
    state: str
    next: str  # where somebody was going
    nonce: str
    verifier: str  # RFC 7636


def set_out(desk: Desk, request: Request, next: str) -> tuple[Journey, str]:
    """A new one, and the key that the browser is to keep."""
    key = request.cookies.get(_name(desk), "")
    try:
        seal = Fernet(key)
    except ValueError:
        key = Fernet.generate_key().decode()
        seal = Fernet(key)
    challenge = desk.challenges.new(_PURPOSE)
    path = next if len(next) <= _LONGEST_PATH else "/"
    return _journey(seal.encrypt(challenge + path.encode()).decode(), path, key, challenge), key


def come_back(desk: Desk, request: Request, state: str) -> Journey | None:
    """The one that this browser set out on, which is over now; None for any other."""
    key = request.cookies.get(_name(desk), "")
    try:
        taken_along = Fernet(key).decrypt(state)
    except (ValueError, InvalidToken):
        return None
    challenge, path = taken_along[:_CHALLENGE], taken_along[_CHALLENGE:].decode()
    return _journey(state, path, key, challenge) if desk.challenges.take(_PURPOSE, challenge) else None


def keep(desk: Desk, response: Response, key: str) -> None:
    response.set_cookie(
        _name(desk), key, max_age=int(LASTS.total_seconds()), secure=desk.is_https, httponly=True, samesite="lax"
    )


def _name(desk: Desk) -> str:
    return f"{cookie_name(desk)}-journey"


def _journey(state: str, path: str, key: str, challenge: bytes) -> Journey:
    return Journey(state, path, _derived(key, b"nonce", challenge), _derived(key, b"verifier", challenge))


def _derived(key: str, use: bytes, challenge: bytes) -> str:
    digest = hmac.digest(key.encode(), use + b"\0" + challenge, hashlib.sha256)
    return urlsafe_b64encode(digest).decode().rstrip("=")
