"""Which certificates a connection trusts: the system's authorities, one file of them alone, or, by name, any."""

from __future__ import annotations

import ssl
from functools import lru_cache
from pathlib import Path

from connectors.errors import CertificateRefused


def context_for(endpoint: str, ca_file: Path | None, *, verify_tls: bool) -> ssl.SSLContext:
    """The context of a server's trust, shared by all that trust alike (one of its own costs 744 KB and 24 ms each).

    Raises CertificateRefused for a file that holds no certificates.
    """
    if not verify_tls:
        return _unverified()
    try:
        changed = ca_file.stat().st_mtime_ns if ca_file else 0
        return _trusting(ca_file, changed)
    except OSError as problem:  # ssl.SSLError is one
        why = problem.strerror or "no certificate in PEM form"
        raise CertificateRefused(
            endpoint, f"the authority's file {ca_file} cannot be used: {why}", "correct ca_file"
        ) from problem


def context_beside(ca_file: Path | None) -> ssl.SSLContext:
    """The system's authorities, and those of a file beside them."""
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


@lru_cache(maxsize=16)
def _trusting(ca_file: Path | None, _changed: int) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)  # a cafile is trusted alone, without the system's store


@lru_cache(maxsize=1)
def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
