"""The same appointment over both interfaces."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.graph.reading.identity import day_of, uid_of, uid_of_bytes

MARKER = "040000008200E00074C5B7101A82E008"
REST = "C3A4945E8A0EDB0100000000000000001000000011ADE55DFF95554DAE64F694889977B0"
FOREIGN = (b"vCal-Uid\x01\0\0\0" + b"abc-1@calendar.example" + b"\0").hex().upper()
WRAPPED = "0" * 32 + "23000000" + FOREIGN


@pytest.mark.parametrize(
    ("written", "uid", "day"),
    [
        (f"{MARKER}00000000{REST}", f"{MARKER}00000000{REST}", None),
        (f"{MARKER}07EA0C01{REST}", f"{MARKER}00000000{REST}", date(2026, 12, 1)),
        (f"{MARKER}07EA0C01{WRAPPED}", "abc-1@calendar.example", date(2026, 12, 1)),
        (f"{MARKER}00000000{WRAPPED}", "abc-1@calendar.example", None),
        (f"{MARKER}07EA0D01{REST}", f"{MARKER}07EA0D01{REST}", None),  # a month 13 is no day
        ("abc-1@calendar.example", "abc-1@calendar.example", None),
        (MARKER, MARKER, None),
        (f"{MARKER}zz", f"{MARKER}zz", None),
        ("", "", None),
    ],
)
def test_every_occurrence_names_its_series(written: str, uid: str, day: date | None) -> None:
    assert (uid_of(written), day_of(written)) == (uid, day)


def test_the_property_says_the_same_as_the_text() -> None:
    value = base64.b64encode(bytes.fromhex(f"{MARKER}07EA0C01{REST}")).decode()

    assert uid_of_bytes(value) == f"{MARKER}00000000{REST}"
    assert [uid_of_bytes(one) for one in ("", "%", "QUJD")] == ["", "", ""]


@given(st.text(max_size=200) | st.binary(max_size=90).map(lambda rest: MARKER + rest.hex()))
def test_a_uid_is_found_once_and_stays(text: str) -> None:
    assert uid_of(uid_of(text)) == uid_of(text)
