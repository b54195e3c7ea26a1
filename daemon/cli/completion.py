"""What shells complete: `dealtrail --install-completion` for one person, and files for all of a machine.

`python -m daemon.cli.completion FOLDER` writes those, below the names that the shells look for in /usr/share.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Literal

from cyclopts.completion.install import create_install_completion_command

from daemon.cli.app import app

Shell = Literal["bash", "zsh", "fish"]
Known = Literal["bash", "zsh", "fish", "powershell"]  # to the library

# zsh loads a function from the file that is called like it.
PLACES: dict[Shell, str] = {
    "bash": "bash-completion/completions/dealtrail",
    "zsh": "zsh/site-functions/_cyclopts_dealtrail",
    "fish": "fish/vendor_completions.d/dealtrail.fish",
}

_CHOICES_OF_FISH = re.compile(r" -a '([^'(]*)'")


def script(shell: Shell) -> str:
    """What this shell is to read."""
    return _readable_by(shell, app.generate_completion(shell=shell))


def write(folder: Path) -> None:
    """The scripts of all shells, each in its place."""
    for shell, place in PLACES.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script(shell), encoding="utf-8")


def _install(shell: Known, output: Path | None, add_to_startup: bool) -> Path:
    path = app.install_completion(shell=shell, output=output, add_to_startup=add_to_startup)
    path.write_text(_readable_by(shell, path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _readable_by(shell: Known, text: str) -> str:
    """The library quotes no single choice for fish, which reads `;` and `|` among them as its own."""
    return _CHOICES_OF_FISH.sub(_quoted, text) if shell == "fish" else text


def _quoted(choices: re.Match[str]) -> str:
    words = (word if re.fullmatch(r"[\w./:+-]+", word) else f'"{word}"' for word in choices[1].split())
    return f" -a '{' '.join(words)}'"


install = create_install_completion_command(_install, True)

if __name__ == "__main__":
    write(Path(sys.argv[1]))
