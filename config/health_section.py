"""The section [health] of the configuration: where this machine asks how the service is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import Allowed, Switch, Text
from config.sections import Section

_PORT = r"([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"


class HealthSettings(Section):
    """How the service is, told over HTTP to this machine alone: /healthz, /readyz and /metrics."""

    listen: Annotated[
        Text,
        Field(
            pattern=r"^(|/.{1,100}|(localhost|127(\.\d{1,3}){3}|\[::1\]):" + _PORT + r")$",
            description='where it tells how it is: an address of this machine itself, such as "127.0.0.1:9480", or '
            'the path of a unix socket; "": nowhere',
        ),
        Allowed(
            '"", the path of a unix socket of 101 characters at the most, or a loopback address with a port, such as '
            '"127.0.0.1:9480"'
        ),
    ] = ""
    addresses: Annotated[
        Switch, Field(description="metrics of a mailbox name its address; else its number in the database")
    ] = False
