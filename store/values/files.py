"""What files hold, and where that is kept. Pure."""

from __future__ import annotations

from enum import StrEnum

from store.values.making import dataclass


class KeptIn(StrEnum):
    DATABASE = "database"
    FOLDER = "folder"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The content of a file, and where it is kept."""

    sha256: str
    size: int  # bytes
    kept_in: KeptIn
    name: str  # under which it is kept there


@dataclass(frozen=True, slots=True)
class KeptTotal:
    """What is kept in one place."""

    kept_in: KeptIn
    files: int  # different ones
    size: int  # bytes
