"""What the program has around it: the time, who acts, and how they write."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.sources import USER_VARIABLE

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    pass


def now() -> datetime:
    return datetime.now(UTC)


def named_user() -> str:
    """Who acts on the command line, as the environment names them; "" when it does not."""
    return os.environ.get(USER_VARIABLE, "").strip()


def login_name() -> str:
    """The name that whoever runs this logged in with, before a sudo; "" for one that the system does not know."""
    if person := os.environ.get("SUDO_USER", "").strip():  # the service's user works for whoever asked
        return person
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def locales() -> tuple[str, str]:
    """The environment's names of the locales that dates and numbers are written in; "" for those that name none."""
    dates, numbers = (
        next(filter(None, (os.environ.get(name) for name in ("LC_ALL", kind, "LANG"))), "")
        for kind in ("LC_TIME", "LC_NUMERIC")
    )
    return dates, numbers
