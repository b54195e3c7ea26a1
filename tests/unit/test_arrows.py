"""Who imports whom: nothing in a circle, and the folders as docs/architecture.md draws them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("config", "connectors", "store", "daemon", "simulator")


def modules() -> dict[str, Path]:
    """Every module of the program, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST, known: dict[str, Path]) -> Iterator[str]:
    """What a module imports of the program, wherever in it: at its top, for its types only, or when a function runs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known or node.module in known:
                    yield whole if whole in known else node.module


def test_no_module_needs_one_that_needs_it_not_even_for_its_types() -> None:
    known = modules()
    graph = {name: {other for other in imported(read(path), known) if other != name} for name, path in known.items()}

    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


@cache
def handed_on(part: str) -> list[str]:
    """What a part's front says that others may use."""
    front = read(ROOT / "daemon" / part / "__init__.py")
    named = next(node.value for node in front.body if isinstance(node, ast.Assign) and "__all__" in ast.unparse(node))
    names: list[str] = ast.literal_eval(named)
    return names


def test_a_part_of_the_daemon_is_used_through_its_front() -> None:
    """What is imported from another part comes from its `__init__.py`, which hands on what others may use."""
    past = []
    for name, path in modules().items():
        own = name.split(".")[1] if name.startswith("daemon.") else ""
        for node in ast.walk(read(path)) if own not in ("", "demo") else ():
            match node:  # the demo's story uses the insides of the command line
                case ast.ImportFrom(module=str(module), names=names) if module.startswith("daemon."):
                    part, _, inside = module.removeprefix("daemon.").partition(".")
                    if part != own and (ROOT / "daemon" / part).is_dir():
                        allowed = [] if inside else handed_on(part)
                        past += [f"{name}: {module}.{one.name}" for one in names if one.name not in allowed]

    assert past == []


def commands() -> Iterator[tuple[Path, ast.Module]]:
    """The modules of the command line, but for the session, which says who acts."""
    for path in sorted((ROOT / "daemon/cli").rglob("*.py")):
        if path.name != "session.py":
            yield path.relative_to(ROOT), read(path)


def test_a_command_hands_its_unit_on_and_asks_nothing_of_it_itself() -> None:
    """What is found and saved, and in which order, is an act's business, which a page does by the same act."""
    asked = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in commands()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "unit"
    ]

    assert asked == []


def test_what_a_command_answers_as_json_has_its_shape_from_the_one_place() -> None:
    made = [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in commands()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("say_json", "tell")
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.Dict | ast.DictComp | ast.BitOr)
    ] + [
        f"{path}:{node.lineno}: {ast.unparse(node)}"
        for path, tree in commands()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("shape")
        if isinstance(node.value, ast.Dict | ast.DictComp | ast.BinOp)
    ]

    assert made == []


DRAWN = re.compile(r"^(?P<indent> *)(?P<name>[a-z_]+)/ ")


def drawn_folders() -> list[str]:
    """The folders in the picture of docs/architecture.md, as paths."""
    picture = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("```")[1]
    found: list[str] = []
    parents: list[str] = []
    for line in picture.splitlines():
        if match := DRAWN.match(line):
            depth = len(match["indent"]) // 2
            parents[depth:] = [match["name"]]
            found.append("/".join(parents))
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_the_picture_of_the_architecture_has_every_folder_and_no_other(package: str) -> None:
    folders = {
        str(path.parent.relative_to(ROOT))
        for path in (ROOT / package).rglob("__init__.py")
        if "versions" not in path.parts
    }

    drawn = {folder for folder in drawn_folders() if folder.split("/")[0] == package}

    assert drawn <= folders
    assert {folder for folder in folders if folder.count("/") <= 1} <= drawn


def test_the_arrows_of_the_picture_are_those_that_are_held() -> None:
    """The layers of daemon/ stand in the order in which import-linter holds them."""
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r'type = "layers"\nlayers = \[(.*?)\]\n', contracts, re.DOTALL)
    assert layers is not None
    held = re.findall(r"daemon\.(\w+)", layers[1])

    drawn = [folder.split("/")[1] for folder in drawn_folders() if folder.startswith("daemon/") and "/" in folder]

    assert [name for name in dict.fromkeys(drawn) if name in held] == [
        name for name in held if (ROOT / "daemon" / name).is_dir()
    ]
