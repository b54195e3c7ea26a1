"""Whether an ID token holds, and whom it vouches for (OpenID Connect Core 1.0, 3.1.3.7). Pure: time comes in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # ships no types
from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, RSAKey

from config.web_sections import OidcSettings
from daemon.web.oidc.errors import Fault, NotSignedIn
from daemon.web.proxy import Vouched, vouched

# Signed by a key that the provider alone has: never none, and never HS…, for which whatever is public could be the key.
ALGORITHMS = tuple(kind + size for kind in ("RS", "PS", "ES") for size in ("256", "384", "512"))
LEEWAY = 120  # seconds that two clocks may differ
_MOST_KEYS = 100
_KINDS: Mapping[str, type[RSAKey] | type[ECKey]] = {"RSA": RSAKey, "EC": ECKey}

Key = RSAKey | ECKey


class UnknownKey(Exception):
    """No key that is known made the signature: the provider may have a new one."""


def keys_in(content: bytes) -> Sequence[Key]:
    """The keys for signatures in a provider's set; others, and what is no key, are left out."""
    try:
        told = json.loads(content)["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return list(_keys(told[:_MOST_KEYS] if isinstance(told, list) else []))


def _keys(told: Iterable[Any]) -> Iterable[Key]:
    for one in told:
        try:
            if one.get("use", "sig") == "sig":
                yield _KINDS[one["kty"]].import_key(one)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
            continue


def claims_of(
    id_token: str, keys: Sequence[Key], settings: OidcSettings, *, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """What an ID token says, once it holds; raises NotSignedIn, and UnknownKey where none of these keys made it."""
    try:
        token = _decoded(id_token, keys)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": settings.issuer},
                "aud": {"essential": True, "value": settings.client_id},
            },
            params={"nonce": nonce, "client_id": settings.client_id},
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise NotSignedIn(Fault.WRONG, f"{settings.issuer}: its ID token does not hold: {error}") from None
    return dict(claims)


def _decoded(id_token: str, keys: Sequence[Key]) -> jwt.Token:
    header = jws.extract_compact(id_token.encode()).headers()
    name, algorithm = header.get("kid"), header.get("alg")
    if algorithm not in ALGORITHMS:
        raise ValueError(f"it is signed by {str(algorithm)[:20]!r}; allowed: {', '.join(ALGORITHMS)}")
    kind = "EC" if algorithm.startswith("ES") else "RSA"
    for key in keys:
        if key.key_type == kind and name in (None, key.get("kid")):
            try:
                return jwt.decode(id_token, key, algorithms=[algorithm])
            except BadSignatureError:
                continue
    raise UnknownKey


def person_in(claims: Mapping[str, Any], settings: OidcSettings) -> Vouched:
    """Who it is, by the claim that the configuration names; raises NotSignedIn where that does not say it.

    Many providers let people write any e-mail address into their account, so one counts that was verified.
    """
    name, said = settings.claim, claims.get(settings.claim)
    if not isinstance(said, str) or not said.strip():
        remedy = "let the provider send it, or name another in web.oidc.claim"
        raise NotSignedIn(Fault.UNNAMED, f"{settings.issuer}: its ID token has no claim {name}; {remedy}")
    if name == "email" and claims.get("email_verified") is not True:
        reason = f"its ID token does not say that {said[:200]!r} is verified"
        remedy = "verify it there, or name another claim in web.oidc.claim"
        raise NotSignedIn(Fault.UNNAMED, f"{settings.issuer}: {reason}; {remedy}")
    return vouched(said.strip(), settings.realm)
