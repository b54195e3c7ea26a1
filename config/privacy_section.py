"""The section [privacy] of the configuration: how long what concerns people is kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import Allowed, Whole
from config.sections import Section

_DAYS = Allowed("a whole number of days from 0 to 36500; 0 keeps it for ever")


class PrivacySettings(Section):
    """In days, 0 is for ever. Mail and what was written about an open opportunity stay."""

    mail_days: Annotated[
        Whole, Field(ge=0, le=36_500, description="of older e-mails and appointments only the fact is kept"), _DAYS
    ] = 0
    written_days: Annotated[
        Whole,
        Field(ge=0, le=36_500, description="older notes, phone logs, tasks that are over and files are removed"),
        _DAYS,
    ] = 0
    trail_days: Annotated[
        Whole,
        Field(
            ge=0,
            le=36_500,
            description="older entries of the audit trail about contacts, accounts and history lose their values",
        ),
        _DAYS,
    ] = 0
    drafts_days: Annotated[
        Whole, Field(ge=0, le=36_500, description="what was asked for as a draft before is forgotten here"), _DAYS
    ] = 0
    bin_days: Annotated[
        Whole, Field(ge=0, le=36_500, description="the recycle bin is emptied of what was deleted before"), _DAYS
    ] = 0
