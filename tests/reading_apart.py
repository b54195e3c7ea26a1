"""Mail that is read by a process apart, without waiting for a server to be slow."""

from __future__ import annotations

import pytest

from config.settings import Settings
from connectors.apart import Apart
from connectors.ews import request
from connectors.ews.reading import ahead
from connectors.stopping import NEVER, Stop
from daemon.bootstrap import reading_apart


def one_apart(monkeypatch: pytest.MonkeyPatch, stop: Stop = NEVER) -> Apart:
    """For pages of two of a server that is always waited for; its process is still to be begun."""
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(ahead, "WORTH", -60.0)
    monkeypatch.setattr(ahead, "SHARE", -60.0)
    monkeypatch.setattr(ahead, "IN_A_ROW", 1)
    found = reading_apart(Settings.model_validate({"database": {"url": "sqlite:///x"}, "sync": {"processes": 1}}), stop)
    assert found
    return found


def begun(apart: Apart) -> None:
    """Begin it, and wait until its process is there."""
    apart.begin()
    assert apart._alive[0]._connection.poll(60)
