"""Fronts that load what is behind them when it is asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateIndex

from store import models
from store.models.base import Base

FRONTS = ["daemon.acts", "daemon.link", "daemon.service", "daemon.sync", "store.models", "store.values"]


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_hands_on_all_that_it_names_and_nothing_else(front: str) -> None:
    module = import_module(front)

    found = {name for name in module.__all__ if getattr(module, name, None) is not None}

    assert found == set(module.__all__)
    with pytest.raises(AttributeError):
        module.nothing_of_that_name  # noqa: B018


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_hands_on_just_what_it_says_to_readers_and_type_checkers(front: str) -> None:
    module = import_module(front)
    said = {
        alias.name: one.module
        for one in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")))
        if isinstance(one, ast.ImportFrom) and one.module and one.module.startswith(front)
        for alias in one.names
    }

    others = [name for name, file in said.items() if getattr(module, name) is not getattr(import_module(file), name)]

    assert set(said) == set(module.__all__)
    assert others == []


def test_the_keys_of_tables_refer_to_tables_of_files_that_are_loaded_before() -> None:
    """Where a statement joins two, SQLAlchemy looks up what their keys refer to."""
    order = list(models._FILES)
    tables = [getattr(models, name) for name in models.__all__ if name != "Base"]
    file_of = {one.__table__: order.index(one.__module__.rpartition(".")[2]) for one in tables}

    late = [
        f"{column} -> {key.column}"
        for table in Base.metadata.sorted_tables
        for column in table.primary_key
        for key in column.foreign_keys
        if file_of[key.column.table] > file_of[table]
    ]

    assert late == []


def loaded_by(program: str, *parts: str) -> list[str]:
    """What is loaded of these parts by a program in a process of its own."""
    program += f"; import sys; print(*[name for name in sys.modules if name.startswith({parts})])"
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()


def test_whoever_looks_at_opportunities_loads_nothing_of_mail_nor_of_the_other_database() -> None:
    program = (
        "from store.unit import Unit; "
        "from store.records.opportunities import Opportunities; from store.records.pipeline import Pipeline"
    )

    loaded = loaded_by(program, "store.models.history", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql")

    assert loaded == []


def test_whoever_looks_how_all_stands_loads_nothing_of_rules_connectors_and_the_log() -> None:
    program = (
        "from daemon.news import written_down; from daemon.service import service; "
        "from daemon.sync import computed, unread; from daemon.link import choose_name; from store.unit import Unit; "
        "from store.mailboxes import Mailboxes"
    )

    loaded = loaded_by(
        program, "connectors.mailbox", "daemon.context", "daemon.link.facts", "daemon.sync.pages", "structlog"
    )

    assert loaded == []


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_an_index_of_some_rows_is_made_of_those_on_both_databases(dialect: str) -> None:
    made = [
        str(CreateIndex(index).compile(dialect=registry.load(dialect)()))
        for table in Base.metadata.tables.values()
        for index in table.indexes
        if index.name in ("ix_stages_default", "ix_stages_closed", "ix_contacts_deleted_at")
    ]

    assert sorted(made) == [
        "CREATE INDEX ix_contacts_deleted_at ON contacts (deleted_at) WHERE deleted_at IS NOT NULL",
        "CREATE UNIQUE INDEX ix_stages_closed ON stages (kind) WHERE kind <> 'open'",
        "CREATE UNIQUE INDEX ix_stages_default ON stages (is_default) WHERE is_default",
    ]
