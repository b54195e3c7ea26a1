"""What is kept for a time. Pure."""

from __future__ import annotations

from enum import StrEnum


class Keeping(StrEnum):
    """The kinds of what is kept for so many days, as the configuration names them."""

    MAIL = "mail"
    WRITTEN = "written"
    TRAIL = "trail"
    DRAFTS = "drafts"
    BIN = "bin"
