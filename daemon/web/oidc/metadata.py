"""What a provider says of itself (OpenID Connect Discovery 1.0)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, ValidationError

from config.fields import WebAddress
from daemon.web.oidc.errors import Fault, NotSignedIn

WELL_KNOWN = "/.well-known/openid-configuration"


class Metadata(BaseModel):
    """Lists are None where it does not say."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    issuer: str
    authorization_endpoint: WebAddress
    token_endpoint: WebAddress
    jwks_uri: WebAddress
    end_session_endpoint: WebAddress = ""
    response_types_supported: tuple[str, ...] | None = None
    scopes_supported: tuple[str, ...] | None = None
    claims_supported: tuple[str, ...] | None = None
    id_token_signing_alg_values_supported: tuple[str, ...] | None = None
    code_challenge_methods_supported: tuple[str, ...] | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] | None = None

    @property
    def auth_method(self) -> str:
        """How the secret is sent: in the body, where it needs no escaping that providers disagree about."""
        known = self.token_endpoint_auth_methods_supported or ()
        return "client_secret_post" if "client_secret_post" in known else "client_secret_basic"


def read(content: bytes, issuer: str) -> Metadata:
    """Raises NotSignedIn for what is no description, and for another issuer's: it would vouch for others' people."""
    try:
        found = Metadata.model_validate_json(content)
    except ValidationError as error:
        wrong = ", ".join(sorted({str(one["loc"][0]) if one["loc"] else "all of it" for one in error.errors()}))
        sentence = f"{issuer}{WELL_KNOWN} describes no OpenID Connect provider ({wrong}); correct web.oidc.issuer"
        raise NotSignedIn(Fault.AWAY, sentence) from None
    if found.issuer != issuer:
        sentence = f"{issuer}{WELL_KNOWN} is of the issuer {found.issuer[:200]!r}; write that into web.oidc.issuer"
        raise NotSignedIn(Fault.WRONG, sentence)
    return found
