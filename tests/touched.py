"""`make check`: runs the tests that a change touches, the nearest first, in about half a minute.

A test is touched when it was changed, or imports a changed module. Those that go through whole cycles import most of
the program, so only some of them run, and how many more there are is said. `make test` runs all.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICK = ("tests/unit/",)  # of these all run
SLOW_AT_MOST = 6  # files of the others


def changed(since: str) -> set[str]:
    """Paths of what is not committed, and of what was committed since then."""
    commands = (["git", "diff", "--name-only", since], ["git", "ls-files", "--others", "--exclude-standard"])
    told = (subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True) for command in commands)
    return {line for done in told for line in done.stdout.splitlines()}


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def handed_on_by(module: str) -> set[str]:
    """The package whose front hands on what is in the module, if it does: tests import it from there."""
    package = module.rpartition(".")[0]
    front = ROOT / package.replace(".", "/") / "__init__.py"
    return {package} if package and front.exists() and module in imported_by(front) else set()


def imported_by(path: Path) -> set[str]:
    """The names of all that a file may have imported, as modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_called_after(test: str, modules: Iterable[str]) -> bool:
    """Whether a test file is named after one of them: test_relink.py after daemon.sync.relink."""
    return any(Path(test).stem.removeprefix("test_") == module.rpartition(".")[2] for module in modules)


def touched(paths: set[str]) -> list[str]:
    """Test files, the nearest first: changed ones, those named after what changed, those that import it."""
    modules = {module_of(path) for path in paths if path.endswith(".py")}
    fronts = {package for module in modules for package in handed_on_by(module)}
    near: dict[str, int] = {}
    for test in sorted((ROOT / "tests").rglob("test_*.py")):
        name = str(test.relative_to(ROOT))
        if name in paths:
            near[name] = 0
        elif is_called_after(name, modules):
            near[name] = 1
        elif imported_by(test) & (modules | fronts):
            near[name] = 2
    return sorted(near, key=lambda name: (near[name], name))


def main(since: str = "HEAD~1") -> int:
    found = touched(changed(since))
    quick = [name for name in found if name.startswith(QUICK)]
    slow = [name for name in found if not name.startswith(QUICK)]
    if left := slow[SLOW_AT_MOST:]:
        print(f"{len(left)} files of tests more are touched: make test runs them")
    chosen = quick + slow[:SLOW_AT_MOST]
    if not chosen:
        print("no test is touched")
        return 0
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-x", *chosen], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
