"""Rules and values do no I/O and read no clock: whatever they need comes in as an argument."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PURE = [
    "connectors/errors.py",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "connectors/mailbox").glob("*.py")),
    "connectors/recurrence.py",
    "daemon/sync/content.py",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "daemon/link").glob("*.py")),
    "daemon/outlook/tasks/merge.py",
    "daemon/attempts.py",
    "daemon/reconcile/night.py",
    "daemon/service/schedule.py",
    "store/addresses.py",
    "store/text.py",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "daemon/text").glob("*.py")),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "store/rules").rglob("*.py")),
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "store/values").glob("*.py")),
]
IMPURE_CALLS = {"open", "print", "input", "now", "utcnow", "today", "time", "monotonic", "sleep", "getenv", "uuid4"}
IMPURE_MODULES = {
    "os",
    "io",
    "pathlib",
    "random",
    "socket",
    "subprocess",
    "threading",
    "time",
    "sqlalchemy",
    "structlog",
}


def impurities(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in IMPURE_CALLS and not (
                name == "time" and isinstance(node.func, ast.Attribute) and not isinstance(node.func.value, ast.Name)
            ):
                found.append(f"{name}() in line {node.lineno}")
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.partition(".")[0] in IMPURE_MODULES]
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in IMPURE_MODULES:
                found.append(module)
    return found


@pytest.mark.parametrize("path", PURE)
def test_a_pure_module_touches_nothing_of_the_world(path: str):
    assert impurities((ROOT / path).read_text()) == []


def test_the_check_sees_what_it_is_for():
    assert impurities("import os\ndatetime.now()\nopen('x')") == ["os", "now() in line 2", "open() in line 3"]
