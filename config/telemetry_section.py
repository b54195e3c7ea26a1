"""The section [telemetry] of the configuration: where traces of what the service does go."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import Switch, WebAddress
from config.sections import Section


class TelemetrySettings(Section):
    """OpenTelemetry's traces, by its protocol over HTTP. They need the extra: pip install dealtrail[telemetry]."""

    endpoint: Annotated[
        WebAddress,
        Field(description='the collector\'s address for traces, such as "http://127.0.0.1:4318/v1/traces"; "": none'),
    ] = ""
    addresses: Annotated[
        Switch, Field(description="traces name a mailbox by its address; else by its number in the database")
    ] = False
