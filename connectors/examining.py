"""What a server shows before anybody logs in: its certificate, its clock, and the logins that it offers."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from connectors.agent import USER_AGENT
from connectors.errors import Unreachable
from connectors.trust import context_for
from connectors.waiting import told_at


@dataclass(frozen=True, slots=True)
class Shown:
    skew: timedelta | None  # how far the server's clock is ahead of ours; None where it does not tell the time
    expires: datetime | None  # the certificate; None without TLS
    logins: tuple[str, ...]  # by their names in HTTP, in lower case


def shown_by(
    endpoint: str, ca_file: Path | None, *, verify_tls: bool, timeout: timedelta, clock: Callable[[], datetime]
) -> Shown:
    """One request that says nothing of who asks. Raises MailboxError where no server answers."""
    url = urlsplit(endpoint)
    host, seconds = url.hostname or "", min(timeout.total_seconds(), 15.0)
    made: http.client.HTTPConnection
    if url.scheme == "https":
        context = context_for(endpoint, ca_file, verify_tls=verify_tls)
        made = http.client.HTTPSConnection(host, url.port, timeout=seconds, context=context)
    else:
        made = http.client.HTTPConnection(host, url.port, timeout=seconds)
    try:
        made.connect()
        expires = _expiry(made.sock) if isinstance(made.sock, ssl.SSLSocket) else None
        asked = clock()
        made.request("HEAD", url.path or "/", headers={"User-Agent": USER_AGENT})
        answer = made.getresponse()
        between = asked + (clock() - asked) / 2
        told = told_at(answer.getheader("Date"))
        offered = answer.headers.get_all("WWW-Authenticate") or []
    except (OSError, http.client.HTTPException, ValueError) as problem:
        reason = getattr(problem, "verify_message", "") or getattr(problem, "strerror", None) or str(problem)
        raise Unreachable(host, f"it cannot be examined: {reason}", "see to the network and the endpoint") from problem
    finally:
        made.close()
    logins = tuple(dict.fromkeys(one.split()[0].lower() for line in offered for one in line.split(",") if one.split()))
    return Shown(told - between if told is not None else None, expires, logins)


def _expiry(connection: ssl.SSLSocket) -> datetime | None:
    """Of whatever certificate is shown, trusted or not."""
    from cryptography import x509

    shown = connection.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(shown).not_valid_after_utc.astimezone(UTC) if shown else None
