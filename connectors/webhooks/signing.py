"""How a message is signed: as Standard Webhooks has it, so that receivers need nothing of ours. Pure."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"  # of a secret, as people copy it


def shown(secret: bytes) -> str:
    """The secret as receivers take it."""
    return PREFIX + b64encode(secret).decode()


def signed(message: str, at: datetime, body: bytes, secrets: Iterable[bytes]) -> dict[str, str]:
    """The headers that go with the body; with one signature for each secret, of which a receiver knows one."""
    seconds = str(int(at.timestamp()))
    content = f"{message}.{seconds}.".encode() + body
    signatures = (b64encode(hmac.digest(secret, content, hashlib.sha256)).decode() for secret in secrets)
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
