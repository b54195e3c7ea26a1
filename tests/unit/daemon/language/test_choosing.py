"""Which language somebody reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.language import CODES, choose_language, named


@pytest.mark.parametrize(
    ("own", "accepted", "configured", "locale"),
    [
        ("", "", "", "en"),
        ("de", "nb", "en", "de"),  # what they chose comes first
        ("", "nb", "de", "nb_NO"),
        ("", "no,en;q=0.8", "", "nb_NO"),
        ("", "nn-NO", "", "nb_NO"),
        ("", "de-AT,de;q=0.9,en;q=0.8", "", "de_AT"),
        ("", "de-XX", "", "de"),  # a country that nobody knows
        ("", "de-Latn-CH", "", "de_CH"),
        ("", "en-US,en;q=0.5", "nb_NO", "en_US"),
        ("", "en;q=0.3, de;q=0.7", "", "de"),
        ("", "fr,de;q=0,nb;q=0.1", "", "nb_NO"),  # none of the first, the second is refused
        ("", "fr, *", "de_DE", "de_DE"),
        ("", "fr", "", "en"),
        ("", "de;q=1.5, nb;q=abc, en-GB;q=0.2", "", "en_GB"),  # what cannot be read is passed over
        ("", "DE-at", "", "de_AT"),
        ("", "", "nb_NO.UTF-8", "nb_NO"),
        ("", "en", "de_AT", "en_AT"),  # English as it is written there
        ("", "en", "fi_FI", "en_FI"),
        ("", "en", "en_GB", "en_GB"),
        ("de", "nb,de-AT;q=0.5", "", "de_AT"),  # the browser knows the country of what they chose
        ("de", "en-GB", "de_CH", "de_CH"),
        ("en", "en-US,nb;q=0.5", "nb_NO", "en_US"),
        ("klingon", "de", "", "de"),
    ],
)
def test_a_language_is_chosen(own: str, accepted: str, configured: str, locale: str) -> None:
    assert choose_language(own, accepted, configured).locale == locale


@given(st.text(max_size=700), st.text(max_size=20))
def test_whatever_a_browser_sends_a_language_comes_of_it(accepted: str, own: str) -> None:
    assert choose_language(own, accepted).code in CODES


@pytest.mark.parametrize("tag", ["", "fr", "den", "../../etc/passwd", "e", "en" * 300, "*"])
def test_what_names_no_language_of_ours_names_none(tag: str) -> None:
    assert named(tag) is None
