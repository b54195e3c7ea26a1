"""The secrets that webhooks are signed with: made from a key that the database does not hold, and a salt that it does.

Who reads the database cannot sign, and who has only the key cannot either.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from connectors.webhooks.signing import shown
from store.values import Salts

MISSING = "webhooks.key is not set in the configuration"
OTHER = "webhooks.key of the configuration is not the one that its secret was made with"
_SALT, _SECRET, _SIGN = 16, 32, 8  # bytes


class NoSecret(Exception):
    """Nothing can be signed: the argument says why."""


@dataclass(frozen=True, slots=True)
class Keys:
    key: str | None = field(repr=False)

    def new(self) -> Salts | None:
        """For a new secret; None without a key."""
        if self.key is None:
            return None
        return Salts(secrets.token_hex(_SALT), self._sign())

    def shown(self, salts: Salts) -> str:
        """The newest secret, as the receiver needs it; raises NoSecret."""
        return shown(self.of(salts)[0])

    def of(self, salts: Salts, now: datetime | None = None) -> list[bytes]:
        """What is signed with, the newest first: also what was replaced a moment ago. Raises NoSecret."""
        if self.key is None:
            raise NoSecret(MISSING)
        if not secrets.compare_digest(self._sign(), salts.key_sign):
            raise NoSecret(OTHER)
        is_replaced = now is not None and salts.before_until is not None and salts.before_until > now
        return [self._made(salt, b"secret", _SECRET) for salt in (salts.now, *([salts.before] if is_replaced else []))]

    def _sign(self) -> str:
        return self._made("", b"sign of the key", _SIGN).hex()

    def _made(self, salt: str, what: bytes, length: int) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256  # heavy: only who signs pays
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        made = HKDF(SHA256(), length, salt.encode(), b"dealtrail webhook: " + what)
        return made.derive((self.key or "").encode())
