"""What went wrong, from an answer or a library's exception to a sentence of ours. No token or secret is in any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from json import JSONDecodeError
from typing import Any
from urllib.parse import urlsplit

import httpx2

from connectors.causes import causes, connection_failed
from connectors.errors import LoginRefused, MailboxError, Refused, Throttled, Unreachable
from connectors.graph.server import GraphServer
from connectors.graph.wire.guard import Forbidden

_AWAY = "check endpoint, name service, firewall and the server; it is tried again"
_NO_LOGIN = "check authority, name service, firewall and the server; it is tried again"
_AGAIN = "it is tried again; please report it if it lasts"
_CORRECT = "correct it: it is tried at once then, else once an hour"


class BadAnswer(Exception):
    """An answer that is none: cut short, too large, a proxy's page; the argument says so without any of its content."""


class TooLarge(BadAnswer):
    """More than is read of one answer."""


def translate(problem: Exception, where: str, server: GraphServer) -> MailboxError:
    """Ours for anything that httpx2 and what is below it raise; `where` is the subject of the sentence."""
    away = _NO_LOGIN if where == _authority(server) else _AWAY
    match problem:
        case MailboxError():
            return problem
        case Forbidden():
            return Refused(where, f"a request was held back: {problem}", "please report it: it is a defect")
        case TooLarge():
            return Refused(where, str(problem), "find what is so large in Outlook, and take it out of the folder")
        case BadAnswer():
            return Unreachable(where, str(problem), away)
        case httpx2.TimeoutException():
            return Unreachable(where, f"no answer within {server.timeout.total_seconds():g} s", away)
        case httpx2.HTTPError() | OSError() | httpx2.InvalidURL() | httpx2.StreamError():
            return connection_failed(problem, where, away=away, no_tls=away)
        case RuntimeError() if "closed" in str(problem):
            return Unreachable(where, "the connections to this server were given back", away)
        case _:
            return Unreachable(where, f"the answer could not be understood ({type(problem).__name__})", _AGAIN)


# --- logging in -------------------------------------------------------------------------------------------------------

# What Microsoft's authority calls what is wrong with a login, by the number in its answer.
_WRONG: Mapping[int, tuple[str, str]] = {
    7000215: ("the secret is wrong", "copy the secret's value, not its id, into client_secret"),
    7000222: ("the secret has expired", "make a new secret, or better a certificate, and configure it"),
    700016: ("the tenant does not know this application", "correct client_id or tenant_id"),
    700027: ("the certificate is not the application's, or has expired", "upload its public part to the application"),
    700024: ("the signed login is not valid at this time", "set this machine's clock right"),
    50012: ("the certificate is not the application's, or has expired", "upload its public part to the application"),
    1000502: ("the certificate has expired", "make a new one, upload it to the application, and configure it"),
    700021: ("the certificate belongs to another application", "correct client_id"),
    700023: ("the signed login is meant for another authority", "correct authority or tenant_id"),
    7000218: ("the application has to prove itself", "configure client_secret or a certificate"),
    500011: ("the tenant does not have Graph at this address", "correct endpoint: it is of another cloud"),
    90002: ("there is no such tenant", "correct tenant_id"),
    900023: ("tenant_id is neither an id nor a domain", "correct tenant_id"),
    7000112: ("the application is disabled in the tenant", "enable it, or register another one"),
    53003: ("a conditional access policy keeps the application out", "exempt it, or let it in from this network"),
}


# Numbers that say nothing of the login: the authority is too busy, or one of its parts does not answer.
_PASSING = frozenset((50196, 90006, 90012, 90033, 90055))
_PASSING_WORDS = ("temporarily_unavailable", "server_error")
_WAIT = timedelta(seconds=10)  # where a busy authority does not say how long


def no_login(
    server: GraphServer, status: int, content: bytes, is_web_page: bool, wait: timedelta | None
) -> MailboxError | None:
    """What an answer says that is not Entra's to a login: of tenant, application and secret it says nothing.

    None for one that is: it gives what was asked for, or refuses it in OAuth's words.
    """
    where = _authority(server)
    if 200 <= status < 300:
        return None
    if status == 429 or (status == 503 and wait is not None):
        return Throttled(where, wait or _WAIT)
    if status == 407:
        return Unreachable(where, "a proxy in between asks for a login of its own (HTTP 407)", _NO_LOGIN)
    if is_web_page:
        return Unreachable(where, f"a web page answers at this address, not Entra (HTTP {status})", _NO_LOGIN)
    if status >= 500:
        return Unreachable(where, f"the authority cannot answer now (HTTP {status})", _NO_LOGIN)
    told = _refusal_of_entra(status, content)
    if told is None:
        return Unreachable(where, f"its answer is not one to a login (HTTP {status})", _NO_LOGIN)
    return login_refused(server, told) if _is_passing(told) else None


def _refusal_of_entra(status: int, content: bytes) -> Mapping[str, Any] | None:
    """An error in OAuth's words, with a status that they have or with a number of Entra's; None for anything else."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not isinstance(told.get("error"), str):
        return None
    return told if status in (400, 401) or _numbers(told) else None


def _numbers(answer: Mapping[str, Any]) -> list[int]:
    numbers = answer.get("error_codes")
    return [one for one in numbers if isinstance(one, int)] if isinstance(numbers, list) else []


def _is_passing(answer: Mapping[str, Any]) -> bool:
    """Whether a refusal says nothing of the login."""
    return answer.get("error") in _PASSING_WORDS or any(number in _PASSING for number in _numbers(answer))


def login_refused(server: GraphServer, answer: Mapping[str, Any]) -> MailboxError:
    """What the authority said instead of giving a token."""
    numbers = _numbers(answer)
    reason, remedy = next((_WRONG[one] for one in numbers if one in _WRONG), ("", _CORRECT))
    code = str(answer.get("error") or "no reason")[:60]
    told = f"{code}, AADSTS{numbers[0]}" if numbers else code
    reason = f"the authority gives no token: {reason} ({told})" if reason else f"the authority gives no token ({told})"
    if _is_passing(answer):
        return Unreachable(_authority(server), reason, _NO_LOGIN)
    return LoginRefused(f"application {server.client_id}", reason, remedy)


def no_authority(server: GraphServer, problem: ValueError) -> MailboxError:
    """What makes the library not even begin: the tenant or the credential cannot be what is configured."""
    if any(isinstance(one, JSONDecodeError) for one in causes(problem)):  # the library takes it for a wrong tenant
        return Unreachable(_authority(server), "its answer is not one to a login", _NO_LOGIN)
    text = str(problem).casefold()
    if "authority" in text or "openid" in text or "tenant" in text or "configuration" in text:
        reason = f"the authority {_authority(server)} knows no tenant {server.tenant_id}"
        return LoginRefused(f"application {server.client_id}", reason, "correct tenant_id or authority")
    reason = "the certificate or its private key cannot be used"
    remedy = "see whether they belong together, in PEM or PFX form, and whether certificate_password is right"
    return LoginRefused(f"application {server.client_id}", reason, remedy)


def unreadable_token(server: GraphServer, problem: Exception) -> MailboxError:
    """The authority's answer is none, or the credential could not be used."""
    if isinstance(problem, httpx2.HTTPError | OSError):
        return translate(problem, _authority(server), server)
    if isinstance(problem, ValueError) and type(problem).__name__ != "JSONDecodeError":
        return no_authority(server, problem)
    if type(problem).__module__.startswith(("cryptography", "jwt", "binascii")):
        return no_authority(server, ValueError())
    return Unreachable(_authority(server), f"its answer is not one to a login ({type(problem).__name__})", _NO_LOGIN)


def _authority(server: GraphServer) -> str:
    return urlsplit(server.authority).netloc or server.authority
