"""`dealtrail` as a process: runs one command line, and turns what goes wrong into a sentence and an exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

_NEW = 200_000  # objects after which circles are looked for: a program that loads makes many that stay


def main(arguments: Sequence[str] | None = None, now: Callable[[], datetime] | None = None) -> int:
    """Run one command line, the process's own unless it is given, at the time that `now` tells; the exit code."""
    if arguments is None:
        gc.set_threshold(_NEW, 20, 20)  # before anything is loaded: it took a tenth of a command
        atexit.register(gc.freeze)  # whatever is there ends with the process: nothing is looked through once more
    from daemon.cli.app import app
    from daemon.cli.base.errors import DONE, INTERRUPTED, sentences_of
    from daemon.cli.base.session import today

    try:
        words = sys.argv[1:] if arguments is None else list(arguments)
        if words[:1] == ["--version"] and words[1:]:  # the option says one line and takes no other beside it
            words[0] = "version"
        command, bound, unparsed = app.meta.parse_args(words, exit_on_error=False, print_error=False)
        code = command(*bound.args, **bound.kwargs, **dict.fromkeys(unparsed, now or today))
        sys.stdout.flush()
        return code or DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output had enough of it
        _discard_output()
        return DONE
    except Exception as error:
        told = sentences_of(error)
        if told is None:
            raise
        from daemon.cli.base.output import complain

        sentences, code = told
        complain(sentences)
        return int(code)


def _discard_output() -> None:
    """Let the interpreter's last flush go nowhere, instead of failing again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


if __name__ == "__main__":
    sys.exit(main())
