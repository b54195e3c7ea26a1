"""Secrets that are like no other text, and whatever of them can be found in what a program leaves behind."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus


def shapes(secret: str) -> dict[str, bytes]:
    """How a program may write it, by what that is called."""
    plain = secret.encode()
    found = {
        "as it is": plain,
        "in a URL": quote(secret, safe="").encode(),
        "in a form": quote_plus(secret).encode(),
        "in JSON": json.dumps(secret)[1:-1].encode(),
        "in a text of Python": repr(secret)[1:-1].encode(),
        "in HTML": escape(secret).encode(),
        "in hexadecimal": plain.hex().encode(),
        "in two bytes each": secret.encode("utf-16-le"),
    }
    for before in range(3):  # it may begin anywhere in what is written in base64, as "user:secret" is
        for how in (b64encode, urlsafe_b64encode):
            found[f"in base64, after {before}, {how.__name__}"] = _middle(how(b"x" * before + plain), before)
    return found


def _middle(written: bytes, before: int) -> bytes:
    """Without the signs at both ends, which depend on what stands beside it."""
    return written.rstrip(b"=")[(0, 2, 3)[before] : -1]


def leaks(secrets: Mapping[str, str], left: Mapping[str, bytes]) -> list[str]:
    """Which secret was left where, and how it is written there."""
    return [
        f"{name} {how}: {where}"
        for name, secret in secrets.items()
        for how, written in shapes(secret).items()
        for where, content in left.items()
        if written in content
    ]


def files_below(folder: Path, *but: Path) -> Iterator[tuple[str, bytes]]:
    """What was written there, but for what the administrator wrote."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path == one or one in path.parents for one in but):
            yield str(path.relative_to(folder)), path.read_bytes()
