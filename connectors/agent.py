"""How our requests name this program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _user_agent() -> str:
    try:
        return f"dealtrail/{version('dealtrail')}"
    except PackageNotFoundError:  # run from a copy that was not installed
        return "dealtrail/0"


USER_AGENT = _user_agent()  # some servers let programs in by their names
