"""Browsers by what they call themselves."""

import pytest

from daemon.web.agents import browser_in

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0) {APPLE} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge, Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {APPLE} Chrome/140.0.0.0 Safari/537.36", "Chrome, Linux"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.0 Safari/605.1.15", "Safari, macOS"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {APPLE} CriOS/140.0 Safari/604.1", "Chrome, iPhone"),
        (f"Mozilla/5.0 (Linux; Android 15; SM-S921B) {APPLE} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36",
         "Samsung Internet, Android"),
        ("python-httpx2/2.16", "python-httpx2/2.16"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_told_by_its_own_name_and_not_by_those_that_it_takes(agent: str, words: str) -> None:
    assert browser_in(agent) == words
