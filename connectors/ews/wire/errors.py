"""What went wrong, from a server's response code or a library's exception to a sentence of ours."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import requests
from exchangelib.errors import (
    ErrorServerBusy,
    ErrorTimeoutExpired,
    RedirectError,
    ResponseMessageError,
    TransportError,
    UnauthorizedError,
)
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # ships no types
from oauthlib.oauth2.rfc6749.errors import MissingTokenError  # type: ignore[import-untyped]  # ships no types

from connectors.causes import connection_failed
from connectors.errors import (
    AccessRefused,
    Conflict,
    CredentialsRefused,
    CursorExpired,
    FolderGone,
    ItemGone,
    LoginRefused,
    MailboxError,
    NotSupported,
    Refused,
    Throttled,
    UnknownMailbox,
    Unreachable,
)
from connectors.ews.server import Server
from connectors.ews.wire import codes
from connectors.ews.wire.guard import Forbidden
from connectors.ews.wire.protocol import HttpRefusal, Unavailable
from connectors.ews.wire.xml import BadAnswer, TooLarge
from connectors.measured import MEASURED

WAIT = timedelta(seconds=10)  # when a busy server does not say how long

_REMEDY = {
    "direct": "log in as the mailbox's user, or set access to impersonation or delegate",
    "impersonation": "give the login the role ApplicationImpersonation for this mailbox",
    "delegate": "give the login full access to this mailbox",
}


def error_for(code: str, address: str, server: Server, back_off: timedelta | None = None) -> MailboxError:
    """Ours for a response code of EWS."""
    if code == "ErrorServerBusy":
        MEASURED.asked_to_wait("ews", back_off or WAIT)
        return Throttled(address, back_off or WAIT)
    if code in codes.NO_MAILBOX:
        return UnknownMailbox(address, "the server has no mailbox of this address", "correct the address")
    if code in codes.NO_ACCESS:
        remedy = _REMEDY["impersonation" if server.impersonates else server.access]
        return AccessRefused(address, f"the login has no right to this mailbox ({code})", remedy)
    if code in codes.NO_LOGIN:
        return CredentialsRefused(address, f"the server does not take the login ({code})", "see to the account")
    if code in codes.NO_CURSOR:
        return CursorExpired(address, "the server no longer knows how far this folder was read")
    if code in codes.NO_FOLDER:
        return FolderGone(address, f"the folder is not there any more ({code})")
    if code in codes.NO_ITEM:
        return ItemGone(address, f"the item is not there any more ({code})")
    if code in codes.CHANGED:
        return Conflict(address, "somebody else changed the item meanwhile")
    if code in codes.PASSING:
        return Unreachable(address, f"the server cannot answer now ({code})", "it is tried again")
    if code in codes.OTHER_VERSION:
        return Refused(address, f"the server does not speak {server.version} ({code})", "set version to an older one")
    return (NotSupported if codes.is_unsupported(code) else Refused)(address, *codes.refused(code))


def unseen(refusal: MailboxError, address: str, server: Server) -> MailboxError:
    """What the refusal of a folder that every mailbox has means: who may not see it is told that it is not there."""
    if not isinstance(refusal, FolderGone | ItemGone):
        return refusal
    remedy = _REMEDY["impersonation" if server.impersonates else server.access]
    return AccessRefused(address, "the login has no right to this mailbox (the server shows it no folder)", remedy)


def translate(problem: Exception, address: str, server: Server) -> MailboxError:
    """Ours for anything that exchangelib and what is below it raise."""
    match problem:
        case MailboxError():
            return problem
        case ErrorServerBusy():
            back_off = timedelta(seconds=problem.back_off) if problem.back_off else None
            busy = error_for("ErrorServerBusy", address, server, back_off)
            busy.may_be_of_all = isinstance(problem, Unavailable)
            return busy
        case ErrorTimeoutExpired() if isinstance(problem.__context__, (requests.RequestException, OSError)):
            return _no_answer(problem.__context__, server)
        case ResponseMessageError():
            return error_for(type(problem).__name__, address, server)
        case UnauthorizedError():
            who = server.client_id if server.auth == "oauth2" else server.username
            return LoginRefused(address, f"the server does not take the login of {who or 'this program'}", _LOGIN)
        case MissingTokenError():
            return Unreachable(server.token_url or "login.microsoftonline.com", "the answer holds no token")
        case OAuth2Error():
            reason = f"no token for application {server.client_id} ({problem.error})"
            remedy = "put tenant_id, client_id, client_secret and scope right: it is tried at once then"
            return LoginRefused(address, reason, remedy)
        case RedirectError():
            return Unreachable(server.endpoint, f"the server points to {problem.url or 'nowhere'}", "correct endpoint")
        case HttpRefusal(status=403) if (urlsplit(server.endpoint).hostname or "").endswith(_ONLINE):
            return AccessRefused(address, *_EWS_IS_CLOSED)
        case HttpRefusal(status=403):
            return AccessRefused(address, "the server lets nobody use EWS here (HTTP 403)", "allow EWS for the login")
        case HttpRefusal():
            return Unreachable(server.endpoint, f"EWS is not at this address ({problem})", "correct endpoint")
        case TooLarge():
            return Refused(address, str(problem), "find what is so large in Outlook, and take it out of the folder")
        case BadAnswer():
            return Unreachable(server.endpoint, str(problem), _AWAY)
        case Forbidden():
            return Refused(address, f"a request was held back: {problem}", "please report it: it is a defect")
        case TransportError() if isinstance(problem.__context__, requests.RequestException):
            return _no_answer(problem.__context__, server)
        case requests.RequestException() | OSError():
            return _no_answer(problem, server)
        case _:
            return Unreachable(server.endpoint, f"the answer could not be understood ({type(problem).__name__})")


_ONLINE = (".office365.com", ".office.com", ".office365.us", ".partner.outlook.cn")
_EWS_IS_CLOSED = (
    "the tenant lets nobody use EWS on this mailbox (HTTP 403): Microsoft ends it in Exchange Online, since 1 October "
    "2026 but for the applications in EwsAllowedAppIDs, and from 1 April 2027 on for all",
    "move the mailbox to Microsoft Graph (docs/microsoft-365.md), or let an administrator add the application to "
    "EwsAllowedAppIDs with EwsEnabled true",
)
_LOGIN = "put user name and password right: it is tried at once then, else once an hour, not to lock the account"
_AWAY = "check endpoint, name service, firewall and the server; it is tried again"
_NO_TLS = "check that endpoint's port is the one for https"


def _no_answer(problem: BaseException, server: Server) -> MailboxError:
    if isinstance(problem, requests.Timeout):
        return Unreachable(server.endpoint, f"no answer within {server.timeout.total_seconds():g} s", _AWAY)
    return connection_failed(problem, server.endpoint, away=_AWAY, no_tls=_NO_TLS)
