"""Why no connection came about, from what a library of HTTP raised."""

from __future__ import annotations

import ssl
from collections.abc import Iterator

from connectors.errors import CertificateRefused, MailboxError, Unreachable


def connection_failed(problem: BaseException, where: str, *, away: str, no_tls: str) -> MailboxError:
    """`where` is the subject of the sentence; what to do is `no_tls` where TLS failed, and otherwise `away`."""
    for cause in causes(problem):
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = f"its certificate is not trusted: {cause.verify_message}"
            return CertificateRefused(where, reason, "name its authority in ca_file")
    for cause in causes(problem):
        if isinstance(cause, ssl.SSLError):
            return Unreachable(where, f"no TLS connection ({cause.reason or 'failed'})", no_tls)
        if isinstance(cause, OSError) and cause.strerror:
            return Unreachable(where, f"no connection: {cause.strerror}", away)
    return Unreachable(where, "the connection ended without an answer", away)


def causes(problem: BaseException) -> Iterator[BaseException]:
    """The exception, and those that it wraps: requests and urllib3 keep them in arguments and attributes."""
    waiting, seen = [problem], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        waiting.extend(each for each in inner if isinstance(each, BaseException))
