"""Entra's side: OpenID configuration, and tokens for applications that prove themselves by secret or certificate."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from simulator.organization import Application, Audience, Organization

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_ASSERTION = 100_000
_HOSTS_OF_GRAPH = (
    "graph.microsoft.com",
    "graph.microsoft.us",
    "dod-graph.microsoft.us",
    "microsoftgraph.chinacloudapi.cn",
)
_HOSTS_OF_EWS = ("outlook.office365.com", "outlook.office.com", "outlook.office365.us", "partner.outlook.cn")

Answer = tuple[int, dict[str, Any]]


class _Refused(Exception):
    """Entra says no: a number of its own, one of OAuth's words, and a sentence."""

    def __init__(self, number: int, error: str, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.number, self.error, self.text, self.status = number, error, text, status


def openid_configuration(organization: Organization, origin: str, tenant: str) -> Answer:
    """Where this tenant's endpoints are; Entra's refusal for one that does not exist."""
    if not organization.has_tenant(tenant):
        return _refusal(organization, _no_tenant(tenant))
    base = f"{origin}/{tenant}"
    return 200, {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
        "msgraph_host": urlsplit(origin).netloc,
    }


def token_answer(organization: Organization, origin: str, tenant: str, form: bytes) -> Answer:
    """The token endpoint's status and JSON for a client-credentials request."""
    fields = {name: values[0] for name, values in parse_qs(form.decode("utf-8", "replace")).items()}
    with organization.lock:
        try:
            return 200, _granted(organization, origin, tenant, fields)
        except _Refused as refused:
            return _refusal(organization, refused)


def secret_refused(organization: Organization) -> Answer:
    """What it says to one whose secret was changed meanwhile, whatever was given."""
    return _refusal(organization, _wrong_secret("the application"))


def _granted(organization: Organization, origin: str, tenant: str, fields: dict[str, str]) -> dict[str, Any]:
    grant = fields.get("grant_type", "")
    if not grant:
        raise _Refused(
            900144, "invalid_request", "The request body must contain the following parameter: 'grant_type'."
        )
    if grant != "client_credentials":
        raise _Refused(70003, "unsupported_grant_type", f"The app requested an unsupported grant type '{grant}'.")
    if not organization.has_tenant(tenant):
        raise _no_tenant(tenant)
    client_id = fields.get("client_id", "")
    if not client_id:
        raise _Refused(900144, "invalid_request", "The request body must contain the following parameter: 'client_id'.")
    application = organization.applications.get((tenant.casefold(), client_id))
    if application is None:
        raise _Refused(
            700016,
            "unauthorized_client",
            f"Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can happen if "
            "the application has not been installed by the administrator of the tenant or consented to by any user in "
            "the tenant. You may have sent your authentication request to the wrong tenant.",
        )
    audience = _audience(origin, fields.get("scope"))
    _prove(organization, application, f"{origin}/{tenant}/oauth2/v2.0/token", fields, client_id)
    token = organization.new_token(client_id, organization.token_lifetime, audience)
    seconds = int(organization.token_lifetime.total_seconds())
    return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}


def _no_tenant(tenant: str) -> _Refused:
    return _Refused(
        90002,
        "invalid_request",
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the "
        "correct cloud. Check with your subscription administrator, this may happen if there are no active "
        "subscriptions for the tenant.",
    )


def _audience(origin: str, scope: str | None) -> Audience:
    """Whose token is asked for. One without a scope, as old clients ask, is Exchange's."""
    if scope is None:
        return Audience.EWS
    resource, ending, _ = scope.partition("/.default")
    if not ending or " " in scope.strip():
        raise _Refused(
            1002012,
            "invalid_scope",
            f"The provided value for scope {scope} is not valid. Client credential flows must have a scope value with "
            "/.default suffixed to the resource identifier (application ID URI).",
        )
    host = urlsplit(resource).netloc.lower()
    if resource.rstrip("/").lower() == origin.lower() or host in _HOSTS_OF_GRAPH:
        return Audience.GRAPH
    if host in _HOSTS_OF_EWS or host.startswith(("mail.", "outlook.", "owa.", "exchange.")):
        return Audience.EWS
    raise _Refused(
        500011, "invalid_resource", f"The resource principal named {resource} was not found in the tenant named firm. "
        "This can happen if the application has not been installed by the administrator of the tenant.",
    )  # fmt: skip


def _prove(
    organization: Organization, application: Application, endpoint: str, fields: dict[str, str], client_id: str
) -> None:
    """Raise unless the application is who it says."""
    assertion = fields.get("client_assertion", "")
    if assertion:
        if fields.get("client_assertion_type") != _ASSERTION:
            raise _Refused(700025, "invalid_request", "The client assertion type is not supported.", 401)
        _check_assertion(organization, application, endpoint, assertion, client_id)
        return
    secret = fields.get("client_secret", "")
    if not secret:
        raise _Refused(
            7000218,
            "invalid_client",
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            401,
        )
    if application.secret is None or not secrets.compare_digest(application.secret.encode(), secret.encode()):
        raise _wrong_secret(client_id)
    if application.secret_ends is not None and organization.clock() >= application.secret_ends:
        raise _Refused(
            7000222,
            "invalid_client",
            f"The provided client secret keys for app '{client_id}' are expired. Visit the Azure portal to create new "
            "keys for your app, or consider using certificate credentials for added security.",
            401,
        )


def _wrong_secret(client_id: str) -> _Refused:
    return _Refused(
        7000215,
        "invalid_client",
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, "
        f"not the client secret ID, for a secret added to app '{client_id}'.",
        401,
    )


@dataclass(frozen=True, slots=True)
class _Assertion:
    header: dict[str, Any]
    claims: dict[str, Any]
    signed: bytes
    signature: bytes


def _parsed(assertion: str) -> _Assertion:
    parts = assertion.split(".")
    malformed = _Refused(50027, "invalid_client", "JWT token is invalid or malformed.", 401)
    if len(parts) != 3 or len(assertion) > _LONGEST_ASSERTION:
        raise malformed
    try:
        header, claims, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in parts)
        found = _Assertion(json.loads(header), json.loads(claims), ".".join(parts[:2]).encode(), signature)
    except (ValueError, RecursionError):
        raise malformed from None
    if not isinstance(found.header, dict) or not isinstance(found.claims, dict):
        raise malformed
    return found


def _check_assertion(
    organization: Organization, application: Application, endpoint: str, assertion: str, client_id: str
) -> None:
    given = _parsed(assertion)
    certificate = _named_certificate(application, given.header)
    key = certificate.public_key() if certificate is not None else None
    if certificate is None or not isinstance(key, rsa.RSAPublicKey) or not _is_signed(given, key):
        raise _Refused(
            700027,
            "invalid_client",
            "The certificate with identifier used to sign the client assertion is not registered on application. "
            f"[Reason - The key was not found. Application '{client_id}'.]",
            401,
        )
    now = organization.authority_now()
    if certificate.not_valid_after_utc < now:
        raise _Refused(1000502, "invalid_client", "The provided certificate has expired.", 401)
    if given.claims.get("iss") != client_id or given.claims.get("sub") != client_id:
        raise _Refused(
            700021,
            "invalid_client",
            "Client assertion application identifier doesn't match 'client_id' parameter.",
            401,
        )
    if str(given.claims.get("aud", "")).lower() != endpoint.lower():
        raise _Refused(
            700023, "invalid_client", f"Client assertion audience claim does not match Realm issuer: {endpoint}.", 401
        )
    ends, begins = _time(given.claims.get("exp")), _time(given.claims.get("nbf") or given.claims.get("iat"))
    slack = timedelta(minutes=5)
    if ends is None or ends + slack < now or (begins is not None and begins - slack > now):
        raise _Refused(
            700024,
            "invalid_client",
            "Client assertion is not within its valid time range. "
            f"Current time: {now:%Y-%m-%dT%H:%M:%S.0000000Z}, expiry time of assertion {ends}.",
            401,
        )


def _time(given: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(given), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _named_certificate(application: Application, header: dict[str, Any]) -> x509.Certificate | None:
    """The trusted certificate whose fingerprint the assertion names."""
    for certificate in application.certificates:
        for name, algorithm in (("x5t#S256", hashes.SHA256()), ("x5t", hashes.SHA1())):  # noqa: S303 - as Entra does
            if name in header:
                own = base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).rstrip(b"=").decode()
                if str(header[name]).rstrip("=") == own:
                    return certificate
    return None


def _is_signed(given: _Assertion, key: rsa.RSAPublicKey) -> bool:
    ways: dict[str, padding.AsymmetricPadding] = {
        "RS256": padding.PKCS1v15(),
        "PS256": padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.DIGEST_LENGTH),
    }
    way = ways.get(str(given.header.get("alg")))
    if way is None:
        return False
    try:
        key.verify(given.signature, given.signed, way, hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _refusal(organization: Organization, refused: _Refused) -> Answer:
    now = organization.authority_now()
    trace = "00000000-0000-4000-8000-000000000001"
    return refused.status, {
        "error": refused.error,
        "error_description": f"AADSTS{refused.number}: {refused.text} Trace ID: {trace} Correlation ID: {trace} "
        f"Timestamp: {now:%Y-%m-%d %H:%M:%SZ}",
        "error_codes": [refused.number],
        "timestamp": f"{now:%Y-%m-%d %H:%M:%SZ}",
        "trace_id": trace,
        "correlation_id": trace,
        "error_uri": f"https://login.microsoftonline.com/error?code={refused.number}",
    }
