"""Extended properties: how Graph names those of MAPI, and ours among them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

import msgspec

from connectors.ours import IDENTITY_NAME, IDENTITY_SET, ROLE_NAME, TASK_NAME

_APPOINTMENT = "00062002-0000-0000-c000-000000000046"
_MEETING = "6ed8da90-450b-101b-98da-00aa003f1305"

ITEM_CLASS = "String 0x1a"
SIZE = "Integer 0xe08"
SENT_BY = "String 0x5d01"  # PidTagSenderSmtpAddress: who sent a meeting, for its organizer or as that
STARTS = f"SystemTime {{{_APPOINTMENT}}} Id 0x820d"  # PidLidAppointmentStartWhole: of whole days, too, an instant
ENDS = f"SystemTime {{{_APPOINTMENT}}} Id 0x820e"
REPLACED = f"SystemTime {{{_APPOINTMENT}}} Id 0x8228"  # PidLidExceptionReplaceTime: when it was meant to be
INVITED = f"Boolean {{{_APPOINTMENT}}} Id 0x8229"  # PidLidFInvited: whether the invitation was sent
UID = f"Binary {{{_MEETING}}} Id 0x23"  # PidLidCleanGlobalObjectId
IDENTITY = f"String {{{IDENTITY_SET}}} Name {IDENTITY_NAME}"
ROLE = f"String {{{IDENTITY_SET}}} Name {ROLE_NAME}"
TASK = f"String {{{IDENTITY_SET}}} Name {TASK_NAME}"


class Property(msgspec.Struct, gc=False, rename="camel"):
    id: str = ""
    value: str | None = None


def told(properties: Iterable[Property] | None) -> Mapping[str, str]:
    """Values by name as it is spelled here, however the server spells it."""
    return {spelled(one.id): one.value for one in properties or () if one.value is not None}


def identity(told: Mapping[str, str], name: str) -> UUID | None:
    """The identity that a property holds; None where there is none, or what is there is no such thing."""
    with suppress(ValueError):
        return UUID(told.get(name, ""))
    return None


@lru_cache(1000)
def spelled(id: str) -> str:
    """The name in the one spelling that is compared: types and our names as they are, all else in lower case."""
    kind, _, rest = id.strip().partition(" ")
    prefix, name_word, name = rest.partition(" Name ")
    if not name_word:
        prefix, name_word, name = rest.partition(" name ")
    plain = _ZEROS.sub("0x", prefix.lower()).replace(" id ", " Id ")
    return f"{kind.capitalize() if kind.islower() else kind} {plain}" + (f" Name {name}" if name_word else "")


_ZEROS = re.compile("0x0+(?=[0-9a-f])")


def expand(ids: Iterable[str]) -> str:
    """The option that asks for these properties."""
    wanted = " or ".join(f"id eq '{one}'" for one in ids)
    return f"singleValueExtendedProperties($filter={wanted})"


def having(id: str, value: str) -> str:
    """The filter for items that carry this value of a property."""
    quoted = value.replace("'", "''")
    return f"singleValueExtendedProperties/any(ep: ep/id eq '{id}' and ep/value eq '{quoted}')"


def written(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Properties to write."""
    return [{"id": id, "value": value} for id, value in values.items()]
