"""What the shells themselves make of a line when somebody presses the tabulator."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.service.install.tools import tool

# The completion's function is called as readline does: with the words, and which of them is being typed.
_BASH = """
source {script}
for line in "${{@}}"; do
  eval "COMP_WORDS=($line)"
  [[ "$line" == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) COMP_LINE=$line COMP_POINT=${{#line}} COMPREPLY=()
  _dealtrail dealtrail "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
  printf '%s\\n' "${{COMPREPLY[@]}}"
done
"""
# The line is there as soon as zsh listens, and then the keys are pressed.
_ZSH = r"""
PROMPT='' KEYTIMEOUT=1
fpath=({folder} $fpath)
autoload -Uz compinit
compinit -u -D
zle-line-init() {{ BUFFER=$TYPED; CURSOR=$#BUFFER; zle -U $'\t\x18' }}
zle -N zle-line-init
told() {{ print -r -- "<<$BUFFER>>"; exit }}
zle -N told
bindkey '^X' told
"""


def by_bash(script: Path, line: str) -> set[str]:
    """All that it offers."""
    command = [tool("bash"), "--norc", "-c", _BASH.format(script=shlex.quote(str(script))), "bash", line]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return {*done.stdout.split("\n")} - {""}


def by_fish(script: Path, line: str) -> set[str]:
    command = [tool("fish"), "--no-config", "-c", f"source {shlex.quote(str(script))}; complete -C $argv[1]", line]
    with TemporaryDirectory() as home:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=_alone(home))
    assert done.stderr == ""
    return {offered.split("\t")[0] for offered in done.stdout.splitlines()}


def by_zsh(script: Path, line: str) -> set[str]:
    """The word that it completes the last one to; nothing where it cannot."""
    command = [tool("zsh"), "-i"]
    with TemporaryDirectory() as home:
        Path(home, ".zshrc").write_text(_ZSH.format(folder=shlex.quote(str(script.parent))))
        ours, its = pty.openpty()
        environment = _alone(home) | {"TYPED": line}
        process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True)
        os.close(its)
        written = b"".join(iter(lambda: _read(ours), b"")).decode()
        os.close(ours)
        process.wait(60)
    found = re.search(r"<<(.*)>>", written)
    assert found, written
    return {found[1].split()[-1]} if found[1] != line else set()


SHELLS: dict[str, Callable[[Path, str], set[str]]] = {"bash": by_bash, "fish": by_fish, "zsh": by_zsh}


def _alone(home: str) -> dict[str, str]:
    """Nothing of whoever runs the tests."""
    return {"PATH": os.environ["PATH"], "HOME": home, "ZDOTDIR": home, "TERM": "dumb", "LC_ALL": "C.UTF-8"}


def _read(end: int) -> bytes:
    """What came; nothing where the other end is closed, which Linux tells as an error."""
    try:
        return os.read(end, 65_536)
    except OSError:
        return b""
