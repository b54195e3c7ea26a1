"""What is completed, by the shells themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.cli.completion import PLACES, Shell
from daemon.cli.reference import commands
from tests.sampled import one_of
from tests.service.cli.line import process
from tests.service.install.release import Release
from tests.service.install.shells import SHELLS

# What is typed, and what it becomes; `zsh` tells only what it completes to, so that each has one way to go on.
LINES = {
    "dealtrail opportunity appo": "appointment",
    "dealtrail --locale de_DE opportunity item mov": "move",
    "dealtrail doctor --js": "--json",
    "dealtrail import acc": "accounts",
    "dealtrail import --delimiter ta": "tab",
    "dealtrail config show --config /etc/hostn": "/etc/hostname",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_options_choices_and_files(shell: Shell, release: Release) -> None:
    path = release.share / PLACES[shell]

    offered = {line: SHELLS[shell](path, line) for line in LINES}

    assert offered == {line: {word} for line, word in LINES.items()}
    assert SHELLS[shell](path, "dealtrail opportunity nonse") == set()


def test_fish_does_not_read_a_choice_as_code(release: Release) -> None:
    offered = SHELLS["fish"](release.share / PLACES["fish"], "dealtrail import --delimiter ")

    assert offered == {",", ";", "|", "tab"}


def test_what_somebody_installs_is_what_a_release_has_and_knows_every_command(release: Release, tmp_path: Path) -> None:
    shell = one_of("installed completion", sorted(PLACES))
    path = tmp_path / "completion"
    words = ("--install-completion", "--shell", shell, "--output", str(path))
    with process(*words, HOME=str(tmp_path), SHELL=f"/bin/{shell}") as running:
        told, complaint = running.communicate(timeout=60)

    assert (running.returncode, complaint) == (0, "")
    assert str(path) in told
    text = path.read_text()
    assert text == (release.share / PLACES[shell]).read_text()
    assert [words for words, _ in commands() if words[-1] not in text] == []
