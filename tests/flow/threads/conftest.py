"""Threads are as promised on both databases."""

from __future__ import annotations

import pytest


@pytest.fixture
def database(either_database: str) -> str:
    return either_database
