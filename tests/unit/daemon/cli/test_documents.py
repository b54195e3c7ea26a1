"""Every command of ours that a document shows is one: its name, its options, and what they may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents import DOCUMENTS, ROOT, commands_of, words_of, wrong


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_document_shows_can_be_typed(document: Path) -> None:
    assert [(words, why) for words in commands_of(document) if (why := wrong(words))] == []


def test_documents_show_many() -> None:
    assert sum(len(commands_of(one)) for one in DOCUMENTS) > 300


@pytest.mark.parametrize("command", ["reconcile --mailbox bob@us.example", "opportunities list", "run --twice"])
def test_what_is_no_command_is_noticed(command: str) -> None:
    assert wrong(words_of(command))
