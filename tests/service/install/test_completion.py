"""What is completed, by the shells themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.cli.completion import PLACES, Shell, script
from daemon.cli.reference import commands
from tests.service.cli.line import process
from tests.service.install.shells import SHELLS

# What is typed, and what it becomes; `zsh` tells only what it completes to, so that each has one way to go on.
LINES = {
    "dealtrail opportunity appo": "appointment",
    "dealtrail --locale de_DE opportunity item mov": "move",
    "dealtrail doctor --fi": "--fix",
    "dealtrail import acc": "accounts",
    "dealtrail import --delimiter ta": "tab",
    "dealtrail config show --config /etc/hostn": "/etc/hostname",
}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_completes_commands_options_choices_and_files(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / Path(PLACES[shell]).name
    path.write_text(script(shell))

    offered = {line: SHELLS[shell](path, line) for line in LINES}

    assert offered == {line: {word} for line, word in LINES.items()}
    assert SHELLS[shell](path, "dealtrail opportunity nonse") == set()


def test_what_somebody_installs_knows_every_command(tmp_path: Path) -> None:
    path = tmp_path / "dealtrail.fish"
    words = ("--install-completion", "--shell", "fish", "--output", str(path))
    with process(*words, HOME=str(tmp_path), SHELL="/usr/bin/fish") as running:
        told, complaint = running.communicate(timeout=60)

    assert (running.returncode, complaint) == (0, "")
    assert str(path) in told
    text = path.read_text()
    assert [words for words, _ in commands() if f"__fish_dealtrail_using_command {' '.join(words)}" not in text] == []
    assert {line: SHELLS["fish"](path, line) for line in LINES} == {line: {word} for line, word in LINES.items()}
    # It reads what is offered as code.
    assert SHELLS["fish"](path, "dealtrail import --delimiter ") == {",", ";", "|", "tab"}
