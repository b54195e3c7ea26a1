"""A search that finds nothing proves nothing, unless it finds what is there."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.service.secrets.marks import files_below, leaks

SECRET = "mark é/+\"'<&= 9f2c"

WAYS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: f"the password {text} is wrong".encode(),
    "a URL": lambda text: f"postgresql://bob:{quote(text, safe='')}@host/name".encode(),
    "a form": lambda text: urlencode({"client_secret": text}).encode(),
    "JSON": lambda text: json.dumps({"error": text}).encode(),
    "a repr": lambda text: repr({"password": text}).encode(),
    "a page": lambda text: f"<td>{escape(text)}</td>".encode(),
    "a login": lambda text: b"Basic " + b64encode(f"service@us.example:{text}".encode()),
    "another login": lambda text: b"Basic " + b64encode(f"ab:{text}:cd".encode()),
    "a third login": lambda text: b"Basic " + b64encode(f"a:{text}".encode()),
    "a cookie": lambda text: urlsafe_b64encode(text.encode()),
    "Windows": lambda text: text.encode("utf-16-le"),
    "a dump": lambda text: text.encode().hex().encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_secret_is_found_however_it_is_written(way: str) -> None:
    assert leaks({"it": SECRET}, {"there": b"before" + WAYS[way](SECRET) + b"after"})


def test_what_is_not_there_is_not_found_and_what_an_administrator_wrote_is_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    for name in ("credentials/password", "config.toml"):
        (tmp_path / name).write_text(SECRET)
    (tmp_path / "other").write_text("nothing")

    left = dict(files_below(tmp_path, tmp_path / "credentials", tmp_path / "config.toml"))

    assert list(left) == ["other"]
    assert leaks({"it": SECRET}, left) == []
