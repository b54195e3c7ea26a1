"""How our requests name this program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _version() -> str:
    try:
        return version("dealtrail")
    except PackageNotFoundError:  # run from a copy that was not installed
        return "0"


VERSION = _version()
USER_AGENT = f"dealtrail/{VERSION}"  # some servers let programs in by their names
