"""What a database text can hold. Pure."""

from __future__ import annotations

import re

# Neither NUL nor half a surrogate pair.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("", text)
