"""By what the same appointment is known in every mailbox and over every interface: the UID of its series. Pure.

Exchange keeps a global object id ([MS-OXOCAL] 2.2.1.27): bytes that begin with a marker, then the day of the one
occurrence that it stands for, then what the meeting is known by; a meeting made elsewhere has its own UID wrapped in
there. `iCalUId` shows them with the day, so that it differs from occurrence to occurrence, and EWS without it.
"""

from __future__ import annotations

import base64
import binascii
from contextlib import suppress
from datetime import date

_MARKER = "040000008200E00074C5B7101A82E008"
_DAY = slice(len(_MARKER), len(_MARKER) + 8)
_DATA = len(_MARKER) + 48  # the day, when it was made, eight bytes of nothing, and how long the rest is
_FOREIGN = "7643616C2D55696401000000"  # "vCal-Uid", 1, 0, 0, 0


def uid_of(ical_uid: str) -> str:
    """The UID of the whole series, of whichever of its occurrences this is."""
    text = ical_uid.strip()
    if not _is_global(text):
        return text
    upper = text.upper()
    if upper.startswith(_FOREIGN, _DATA):
        with suppress(ValueError):
            own = bytes.fromhex(upper[_DATA + len(_FOREIGN) :]).rstrip(b"\0").decode()
            return own or text
    return text[: _DAY.start] + "00000000" + text[_DAY.stop :] if day_of(text) else text


def uid_of_bytes(value: str) -> str:
    """The same of the property as MAPI has it, in base64; "" where it makes no sense."""
    with suppress(binascii.Error, ValueError):
        text = base64.b64decode(value, validate=True).hex().upper()
        return uid_of(text) if _is_global(text) else ""
    return ""


def day_of(ical_uid: str) -> date | None:
    """The day, in its series' zone, of the one occurrence that it stands for; None where it is of the whole series."""
    text = ical_uid.strip()
    if _is_global(text):
        year, month, day = (int(text[at : at + width], 16) for at, width in ((32, 4), (36, 2), (38, 2)))
        with suppress(ValueError):
            return date(year, month, day)
    return None


def _is_global(text: str) -> bool:
    return len(text) >= _DATA and text[: len(_MARKER)].upper() == _MARKER and _is_hex(text)


def _is_hex(text: str) -> bool:
    with suppress(ValueError):
        return bool(bytes.fromhex(text))
    return False
