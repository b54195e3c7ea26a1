"""Header values as a sender wrote them and as they are meant."""

import pytest

from connectors.headers import header_value
from connectors.mailbox import LONGEST_HEADER


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("auto-replied", "auto-replied"),
        (" OPP-3 Tender,\r\n\turgent ", "OPP-3 Tender, urgent"),
        ("=?utf-8?q?OPP_new?=", "OPP new"),
        ("=?utf-8?B?T1BQLTE3?=\r\n =?utf-8?q?_Tender?=, mine", "OPP-17Tender, mine"),
        ("=?no-such-set?q?OPP_new?=", "=?no-such-set?q?OPP_new?="),
        ("=?utf-8?b?abcde?=", "=?utf-8?b?abcde?="),
        ("=?utf-8?q?=FF?=", "\ufffd"),
    ],
)
def test_a_value_is_read_on_one_line_with_its_encoded_words(written: str, meant: str):
    assert header_value(written) == meant


@pytest.mark.parametrize("unit", ["=?utf-8?q?a?=", "=?utf-8?q?", "=?", "=?a?q? ", "a \r\n"])
def test_megabytes_are_cut_and_cost_nothing(unit: str):
    assert len(header_value(unit * 200_000)) <= LONGEST_HEADER
