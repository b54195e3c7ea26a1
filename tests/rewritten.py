"""pytest rewrites what tests assert, so that a failure shows its values: here once, ahead of the test processes.

Each process takes as long for it as for all else before its first test, and all of them begin at the same time, so
that none has what another one made; where Python is to write no bytecode (PYTHONDONTWRITEBYTECODE), that is so with
every run. `python -m tests.rewritten` lays beside the tests what pytest looks for; what is there for the same text
stays. It is pytest's own work, by names that it does not promise: `tests/unit/test_rewritten.py` holds that pytest
takes it. So it is with pytest's plugins, all of whose modules it rewrites, and with those of ours (`PLUGINS`).
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from compileall import compile_dir
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import distributions
from importlib.util import source_hash
from pathlib import Path
from types import SimpleNamespace

from _pytest.assertion.rewrite import PYC_TAIL, _read_pyc, _write_pyc, get_cache_dir, rewrite_asserts

HERE = Path(__file__).parent
ROOT = HERE.parent
PROGRAM = ("config", "connectors", "daemon", "simulator", "store")
NAMES = ("test_*.py", "conftest.py")  # what pytest rewrites by its name
PLUGINS = ("logs", "postgres", "remembered", "simulated")  # of ours
_REWRITTEN = re.compile(r"/(test_\w+|conftest)\.py$")


def main() -> None:
    """Of the tests, and bytecode of all else that processes of theirs would compile with each start."""
    for folder in (*PROGRAM, "tests"):
        compile_dir(ROOT / folder, quiet=2, rx=_REWRITTEN)
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        list(processes.map(rewrite, sorted({*to_rewrite(HERE), *plugins()}), chunksize=20))


def to_rewrite(folder: Path) -> Iterator[Path]:
    return (path for name in NAMES for path in folder.rglob(name) if "node_modules" not in path.parts)


def plugins() -> Iterator[Path]:
    """Each module of what is installed and has a plugin for pytest, and those that `tests/conftest.py` names."""
    for installed in distributions():
        if any(point.group == "pytest11" for point in installed.entry_points):
            files = (Path(str(installed.locate_file(file))) for file in installed.files or ())
            yield from (path for path in files if path.suffix == ".py" and path.exists())
    yield from (HERE / f"{name}.py" for name in PLUGINS)


def rewritten(path: Path) -> Path:
    """Where pytest looks for what was rewritten of this file."""
    return get_cache_dir(path) / (path.stem + PYC_TAIL)


def rewrite(path: Path) -> None:
    place = rewritten(path)
    if _read_pyc(path, place) is not None:
        return
    source = path.read_bytes()
    tree = ast.parse(source, filename=str(path))
    rewrite_asserts(tree, source, str(path))
    place.parent.mkdir(parents=True, exist_ok=True)
    code = compile(tree, str(path), "exec", dont_inherit=True)
    _write_pyc(SimpleNamespace(trace=print), code, source_hash(source), place)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
