"""Promises on servers that differ: each under one quirk, another for each; under every one with EVERY_QUIRK set."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Mapping, Sequence

import pytest


def one_quirk_each(metafunc: pytest.Metafunc, quirks: Iterable[str], opposites: Mapping[str, Sequence[str]]) -> None:
    """Parametrize what asks for a `quirk`, but by none that is the opposite of a word in the test's name."""
    if "quirk" not in metafunc.fixturenames:
        return
    name = metafunc.function.__name__
    able = [quirk for quirk in quirks if not any(word in name for word in opposites.get(quirk, ()))]
    chosen = able if os.environ.get("EVERY_QUIRK") else [able[zlib.crc32(name.encode()) % len(able)]]
    metafunc.parametrize("quirk", chosen)
