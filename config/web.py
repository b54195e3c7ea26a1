"""What of [web] does not go together, and what it lacks for people to sign in."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from config.web_sections import SignIn, WebSettings

_ENTRA = "login.microsoftonline.com"
_EVERYBODYS = ("common", "organizations", "consumers")
_LOOPBACK = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\]):\d+")


def contradictions_of_web(web: WebSettings) -> Iterator[tuple[str, str]]:
    """Values that are each allowed and do not go together, as the key to blame and a sentence."""
    if (web.certificate_file is None) != (web.key_file is None):
        given, other = ("key_file", "certificate_file") if web.key_file else ("certificate_file", "key_file")
        yield given, f"web.{given} is set without web.{other}; https needs both"
    is_https = web.url.lower().startswith("https://")
    if web.certificate_file and not is_https:
        yield "url", f'web.url is "{web.url}" beside a certificate; write the https:// address that browsers use'
    if not is_https and not _LOOPBACK.fullmatch(web.listen):
        what = "plain http is for this machine itself; set web.url to an https:// address"
        yield "listen", f'web.listen is "{web.listen}", which others reach, and {what}'
    if urlsplit(web.url).path.strip("/") or urlsplit(web.url).query:
        yield "url", f'web.url is "{web.url}"; allowed: an address without a path, as it has a host of its own'
    if not web.sign_in:
        yield "sign_in", "web.sign_in names no way, so that nobody could sign in; allowed: proxy, passkey"
    if web.proxy_realm and SignIn.PROXY not in web.sign_in:
        yield "proxy_realm", 'web.proxy_realm is never used; add "proxy" to web.sign_in, or take it out'
    if (web.oidc.issuer or web.oidc.client_id) and SignIn.OIDC not in web.sign_in:
        yield "oidc", 'web.oidc is never used; add "oidc" to web.sign_in, or take it out'
    issuer = urlsplit(web.oidc.issuer)
    if issuer.query or issuer.fragment:
        yield "oidc.issuer", f'web.oidc.issuer is "{web.oidc.issuer}"; allowed: an address without a query'
    if issuer.hostname == _ENTRA and (everybody := issuer.path.split("/")[1]) in _EVERYBODYS:
        what = f"which lets people of any directory in; write your own directory's id in place of {everybody}"
        yield "oidc.issuer", f'web.oidc.issuer is "{web.oidc.issuer}", {what}'
    if "openid" not in web.oidc.scopes:
        yield "oidc.scopes", "web.oidc.scopes lacks openid, without which a provider does not say who is there; add it"


def lacking_for_web(web: WebSettings) -> Iterator[tuple[str, str]]:
    """What people could not sign in without, as the key to blame and a sentence."""
    secret = web.oidc.client_secret.get_secret_value().strip() if web.oidc.client_secret else ""
    given = {"issuer": web.oidc.issuer, "client_id": web.oidc.client_id, "client_secret": secret}
    if SignIn.OIDC in web.sign_in and not all(given.values()):
        missing = ", ".join(f"web.oidc.{name}" for name, value in given.items() if not value)
        yield "sign_in", f"web.sign_in names oidc, which needs {missing}, in the file, as a variable or as a credential"
    if SignIn.PROXY in web.sign_in and not web.trusted_proxies:
        yield (
            "sign_in",
            "web.sign_in names proxy, and web.trusted_proxies nobody to believe; write the proxy's address there",
        )


def passkey_fault(web: WebSettings) -> Iterator[str]:
    """Why no browser makes a passkey at the address that it knows the interface by."""
    host = urlsplit(web.url).hostname or web.listen.rpartition(":")[0]
    if re.fullmatch(r"[\d.]+|\[?[\da-f:]+\]?", host):
        yield (
            f"passkeys belong to a name, and {host} is a number; "
            'set web.url to the name that browsers use (on this machine alone: "http://localhost:PORT")'
        )


def warnings_of_web(web: WebSettings) -> Iterator[str]:
    """What works, and perhaps not as it is meant."""
    if SignIn.PASSKEY in web.sign_in:
        yield from passkey_fault(web)
    if web.url.startswith("https://") and not web.certificate_file and not web.trusted_proxies:
        yield (
            "web.url is https without a certificate of its own; where a proxy stands in front, name its address in "
            "web.trusted_proxies, so that it is known where people come from"
        )


def certificate_fault(web: WebSettings, now: datetime) -> str:
    """What is wrong with the certificate of its own, with what to do; "" where nothing is, or none is set."""
    from cryptography import x509

    if web.certificate_file is None or web.key_file is None:
        return ""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(web.certificate_file, web.key_file, password="")
        certificate = x509.load_pem_x509_certificates(web.certificate_file.read_bytes())[0]
    except (OSError, ValueError):  # ssl.SSLError included
        reason = "is no certificate in PEM form, or web.key_file is not its key, without a password"
        return f"web.certificate_file {web.certificate_file} {reason}"
    if certificate.not_valid_after_utc <= now:
        ended = f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        return f"web.certificate_file {web.certificate_file} ended on {ended}; put a new certificate there"
    if certificate.not_valid_before_utc > now:
        begins = f"{certificate.not_valid_before_utc:%Y-%m-%d}"
        return f"web.certificate_file {web.certificate_file} holds from {begins} only; look at this machine's clock"
    return ""
