"""Which tenant of Microsoft 365, and how an application logs in there. Pure, and cheap to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

AUTHORITY, ENDPOINT = "https://login.microsoftonline.com", "https://graph.microsoft.com/v1.0"


@dataclass(frozen=True, slots=True)
class GraphServer:
    """`certificate` is PEM text with its private key, `certificate_file` the same as a file, PEM or PFX; or a secret.

    `ca_file` (PEM) replaces every other authority, the system's included. Proxies and authorities that the
    environment names are never used. `stamp_meetings` is "safe", "all" or "none"; `must_refuse` are addresses of
    mailboxes that the application must not see: `check` tries them.
    """

    tenant_id: str
    client_id: str
    client_secret: SecretStr | None = None
    certificate: SecretStr | None = None
    certificate_file: Path | None = None
    certificate_password: SecretStr | None = None
    authority: str = AUTHORITY
    endpoint: str = ENDPOINT
    ca_file: Path | None = None
    verify_tls: bool = True
    timeout: timedelta = timedelta(minutes=1)
    stamp_meetings: str = "safe"
    must_refuse: tuple[str, ...] = ()
