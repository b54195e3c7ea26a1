"""Programs of Debian's that try what is installed; at a desk without one the test is skipped, and says so."""

from __future__ import annotations

import shutil

import pytest


def tool(name: str, package: str = "") -> str:
    """Where the program is."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: Debian's package {package or name} has it")
    return found
