"""What an administrator is told of the provider: whether it answers as itself, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from config.web_sections import OidcSettings
from daemon.shapes import Finding
from daemon.web.oidc.errors import NotSignedIn
from daemon.web.oidc.metadata import Metadata
from daemon.web.oidc.provider import Provider
from daemon.web.oidc.tokens import ALGORITHMS


def check_provider(settings: OidcSettings, clock: Callable[[], datetime]) -> Finding:
    """It is asked for what it says of itself and for its keys; whether it takes our secret shows at signing in."""
    finding = Finding(f"web.oidc {settings.issuer}")
    provider = Provider(settings, clock)
    try:
        found = provider.metadata()
        provider.keys()
    except NotSignedIn as error:
        finding.problems.append(str(error))
        return finding
    finding.problems += _lacking(found)
    finding.warnings += _perhaps_lacking(found, settings)
    if finding.ok:
        ways = "by code with PKCE" if "S256" in (found.code_challenge_methods_supported or ()) else "by code"
        out = ", signs out" if found.end_session_endpoint else ""
        finding.about += f": signs in {ways}{out}"
    return finding


def _lacking(found: Metadata) -> Iterator[str]:
    """What nobody can sign in without. A list that it leaves out says nothing."""
    if "code" not in (found.response_types_supported or ("code",)):
        yield f"{found.issuer} does not sign in by code, which is the one way that is taken; choose another provider"
    signed = found.id_token_signing_alg_values_supported
    if signed is not None and not set(signed) & set(ALGORITHMS):
        what = f"signs by {', '.join(signed) or 'nothing'}"
        yield f"{found.issuer} {what}; let it sign by one of {', '.join(ALGORITHMS)}, best RS256"


def _perhaps_lacking(found: Metadata, settings: OidcSettings) -> Iterator[str]:
    if "S256" not in (found.code_challenge_methods_supported or ()):
        yield f"{found.issuer} does not say that it knows PKCE by S256; it is sent all the same"
    known = found.scopes_supported
    if missing := [one for one in settings.scopes if known is not None and one not in known]:
        remedy = "take it out of web.oidc.scopes if it refuses it"
        yield f"{found.issuer} does not say that it knows the scope {', '.join(missing)}; {remedy}"
    if found.claims_supported is not None and settings.claim not in found.claims_supported:
        yield f"{found.issuer} does not say that it sends the claim {settings.claim}, which web.oidc.claim names"
    if settings.claim == "email" and "email_verified" not in (found.claims_supported or ("email_verified",)):
        yield (
            f"{found.issuer} does not say that it sends email_verified, without which no e-mail address counts; "
            "name another claim in web.oidc.claim, such as preferred_username or upn"
        )
