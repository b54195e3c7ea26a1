"""A certificate authority of the simulator's own, and the server certificate that it signs."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, slots=True)
class Certificates:
    """`ca_file` is what clients have to trust; `context` is the server's side."""

    ca_file: Path
    context: ssl.SSLContext


def issue(folder: Path, *names: str) -> Certificates:
    """Make an authority, write its certificate into `folder`, and sign a server certificate for these names."""
    authority = trustme.CA(organization_name="Simulated Exchange Server")
    certificate = authority.issue_cert(*names)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    ca_file = folder / "simulator-ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    return Certificates(ca_file, context)
