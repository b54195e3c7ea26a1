"""Which Exchange server, and how to log in there. Pure, and cheap to import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

AUTHENTICATIONS = ("basic", "ntlm", "kerberos", "oauth2")
ACCESSES = ("direct", "impersonation", "delegate")
# Names of the protocol's versions; a newer server answers to all older ones.
VERSIONS = ("Exchange2010_SP2", "Exchange2013", "Exchange2013_SP1", "Exchange2015", "Exchange2016")


@dataclass(frozen=True, slots=True)
class Server:
    """`access` says how the login reaches a mailbox: as itself, impersonating its user, or with rights it was given.

    `ca_file` (PEM) replaces every other authority, the system's included. Proxies and authorities that the
    environment names are never used. Applications (oauth2) always impersonate: they have no mailbox of their own.
    """

    endpoint: str
    auth: str = "ntlm"
    username: str = ""
    password: SecretStr | None = None
    tenant_id: str = ""
    client_id: str = ""
    client_secret: SecretStr | None = None
    token_url: str = ""  # "": Microsoft's public cloud, as `scope`
    scope: str = ""
    access: str = "impersonation"
    ca_file: Path | None = None
    verify_tls: bool = True
    version: str = "Exchange2016"
    timeout: timedelta = timedelta(minutes=1)

    @property
    def impersonates(self) -> bool:
        return self.access == "impersonation" or self.auth == "oauth2"
