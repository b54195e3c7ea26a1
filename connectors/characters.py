"""Characters that XML, or a database, does not hold: servers send them all the same. Pure."""

from __future__ import annotations

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without what XML cannot hold."""
    return FORBIDDEN.sub("", text)
