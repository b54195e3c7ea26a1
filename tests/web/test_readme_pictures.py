"""README's pictures are there, small, shown to who reads in the light and in the dark, and of the pages as they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from daemon.web.signing_in import cookie_name
from tests.web.readme_pictures import FOLDER, LARGEST, LOOKS, PAGES, SIZE, WORDS, shown, words_of

README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_picture_is_small_and_in_the_readme(name: str, look: str) -> None:
    content = (FOLDER / f"{name}-{look}.webp").read_bytes()

    assert len(content) <= LARGEST
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert f"docs/pictures/{name}-{look}.webp" in README.read_text(encoding="utf-8")


def test_the_pages_say_what_they_say_in_the_pictures(tmp_path: Path, browser: Browser) -> None:
    """Colours and places may drift; a picture whose words are others shows another product."""
    said = {}
    with shown(tmp_path) as site:
        context = browser.new_context(base_url=site.url, viewport=SIZE, locale="en-GB")
        context.add_cookies([{"name": cookie_name(site.desk), "value": site.key_of("bob"), "url": site.url}])
        page = context.new_page()
        for name, address in PAGES.items():
            page.goto(address)
            said[name] = words_of(page)
        context.close()

    assert said == json.loads(WORDS.read_text(encoding="utf-8")), "run: make pictures"
