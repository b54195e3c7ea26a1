"""The section [limits] of the configuration: with whom it is shared what servers and logins allow at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import Command, DatabaseUrl
from config.sections import Section


class LimitsSettings(Section):
    """Where several firms ask the same servers or as the same application, they share one database of limits."""

    database: Annotated[
        DatabaseUrl | None,
        Field(description="where limits are shared with other firms, as in docs/firms.md; left out: in [database]"),
    ] = None
    database_command: Annotated[Command, Field(description="a program that prints it, in place of database")] = ()
