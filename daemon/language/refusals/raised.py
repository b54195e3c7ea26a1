"""What is told in sentences, found in the source: every text of every place that raises a StoreError, for one.

A place is read as it is written: f-strings become texts with named placeholders, and names are followed to what they
are given, in the same function, by its callers, or in another module. What cannot be read stays a placeholder.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product
from pathlib import Path

from daemon.language.refusals.grounds import RECORD, Ground

ROOT = Path(__file__).parents[3]
PARTS = ("subject", "reason", "remedy")  # of a StoreError, and of a MailboxError, in this order
MANY = 24  # readings of one text: more are no sentence but a value

# An opportunity is told by its key (OPP-2) before the text is looked for.
_BEFORE = (": ", "; ", ", ", " and ", " of ", " to ", r" \(", " as ")
_KEYED = re.compile(rf"(?:^|{'|'.join(f'(?<={one})' for one in _BEFORE)})opportunity (%\(\w+\)s)")

Piece = str | tuple[str]  # words, or the name of a placeholder
Text = tuple[Piece, ...]


@dataclass(frozen=True)
class Place:
    """A part of a refusal, and the texts that may stand there."""

    path: str
    line: int
    part: str
    texts: tuple[str, ...]

    @property
    def is_opaque(self) -> bool:
        return not self.texts


@dataclass(frozen=True)
class _Scope:
    path: str
    within: tuple[ast.AST, ...]  # functions and classes, the innermost last

    @property
    def function(self) -> ast.FunctionDef | None:
        return next((one for one in reversed(self.within) if isinstance(one, ast.FunctionDef)), None)

    @property
    def class_(self) -> str:
        return next((one.name for one in reversed(self.within) if isinstance(one, ast.ClassDef)), "")


@cache
def places(root: Path = ROOT, ground: Ground = RECORD) -> tuple[Place, ...]:
    """Every part of every refusal, in the order of the source, which is read once: it takes seconds."""
    found = set(_Reading(root, ground).places())
    return tuple(sorted(found, key=lambda one: (one.path, one.line, one.part, one.texts)))


class _Reading:
    def __init__(self, root: Path, ground: Ground) -> None:
        self._ground = ground
        self._trees = {
            path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for begin in ground.begin
            for path in _sources(root / begin)
        }
        self._known: dict[tuple[ast.expr, ast.AST | None], list[Text]] = {}
        self._functions: dict[str, list[tuple[ast.FunctionDef, _Scope]]] = {}
        self._calls: dict[str, list[tuple[ast.Call, _Scope]]] = {}
        self._classes: list[ast.ClassDef] = []
        for path, tree in self._trees.items():
            self._note(tree, _Scope(path, ()))
        self._kinds = self._kinds_of_errors()

    def _note(self, node: ast.AST, scope: _Scope) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                self._functions.setdefault(child.name, []).append((child, scope))
            if isinstance(child, ast.ClassDef):
                self._classes.append(child)
            if isinstance(child, ast.Call):
                self._calls.setdefault(_called(child), []).append((child, scope))
            is_scope = isinstance(child, ast.FunctionDef | ast.ClassDef)
            self._note(child, replace(scope, within=(*scope.within, child)) if is_scope else scope)

    def _kinds_of_errors(self) -> set[str]:
        found = {self._ground.error}
        while more := {one.name for one in self._classes if {ast.unparse(b) for b in one.bases} & found} - found:
            found |= more
        return found

    # --- places -------------------------------------------------------------------------------------------------------

    def places(self) -> Iterator[Place]:
        for name, calls in self._calls.items():
            for call, scope in calls:
                if self._ground.left_out.match(scope.path):
                    continue
                if name in self._kinds:
                    yield from self._places_of(call, scope, self._says_only_its_subject(name))
                elif name == "__init__" and scope.class_ in self._kinds - {self._ground.error}:
                    yield from self._places_of(call, scope, is_subject_only=False)
                for _, at, part in (one for one in self._ground.told if one[0] == name):
                    yield from self._told(call, scope, at, part)

        for path, name in self._ground.tables:
            yield from self._of_table(path, name)
        for name, part in self._ground.returned:
            for function, home in self._functions.get(name, ()):
                inside = replace(home, within=(*home.within, function))
                for one in ast.walk(function):
                    if isinstance(one, ast.Return) and one.value and ast.unparse(one.value) != "''":
                        yield self._place(one, inside, part, self._texts(one.value, inside))

    def _of_table(self, path: str, name: str) -> Iterator[Place]:
        """Of a table by codes: what stands last of each row is the remedy, and before it the reason."""
        scope = _Scope(path, ())
        for node in self._trees[path].body if path in self._trees else ():
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _assigned_at_top(node) == name:
                for row in ast.walk(node.value):
                    last = row.elts[-2:] if isinstance(row, ast.Tuple) else getattr(row, "values", ())
                    parts = ("reason", "remedy") if isinstance(row, ast.Tuple) else ("remedy",) * len(last)
                    for value, part in zip(last, parts, strict=False):
                        if isinstance(value, ast.Constant | ast.Name):
                            yield self._place(value, scope, part, self._texts(value, scope))

    def _told(self, call: ast.Call, scope: _Scope, at: int | str, part: str) -> Iterator[Place]:
        given = call.args[at : at + 1] if isinstance(at, int) else [w.value for w in call.keywords if w.arg == at]
        for one in given:
            yield self._place(call, scope, part, self._texts(one, scope))

    def _says_only_its_subject(self, kind: str) -> bool:
        """Whether the class makes its sentence itself: of NotFound, what was asked for is handed in."""
        found = next((one for one in self._classes if one.name == kind), None)
        return (
            found is not None
            and kind != self._ground.error
            and any(isinstance(one, ast.FunctionDef) and one.name == "__init__" for one in found.body)
        )

    def _places_of(self, call: ast.Call, scope: _Scope, is_subject_only: bool) -> Iterator[Place]:
        named = {word.arg: word.value for word in call.keywords}
        given: list[list[Text]] = []
        for argument in call.args:
            if isinstance(argument, ast.Starred):
                given += self._returned_together(argument.value, scope)
            else:
                given.append(self._texts(argument, scope))
        given += [self._texts(named[part], scope) for part in PARTS[len(given) :] if part in named]
        for part, texts in zip(PARTS[:1] if is_subject_only else PARTS, given, strict=False):
            yield self._place(call, scope, part, texts)

    def _place(self, at: ast.expr | ast.Return, scope: _Scope, part: str, texts: list[Text]) -> Place:
        written = (self._ground.code.sub("", one) for one in map(_written, texts))
        said = tuple(sorted({one for one in written if one}))
        return Place(scope.path, at.lineno, part, said)

    # --- what an expression may say -----------------------------------------------------------------------------------

    def _texts(self, node: ast.expr, scope: _Scope) -> list[Text]:
        """All readings of an expression; one that leads back to itself is a value."""
        known = (node, scope.within[-1] if scope.within else None)
        if known not in self._known:
            self._known[known] = [_hole(node)]
            found = list(dict.fromkeys(self._read(node, scope)))
            self._known[known] = found if 0 < len(found) <= MANY else [_hole(node)]
        return self._known[known]

    def _read(self, node: ast.expr, scope: _Scope) -> Iterable[Text]:
        match node:
            case ast.Constant(value=str(value)):
                return [(value,)] if value else [()]
            case ast.JoinedStr(values=parts):
                read = product(*(self._texts(part, scope) for part in parts))
                return [sum(one, ()) for one in islice(read, MANY + 1)]
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                texts = [_hole(value)] if conversion == ord("r") or spec else self._texts(value, scope)
                return [text if _has_words(text) else _hole(value) for text in texts]
            case ast.IfExp(body=body, orelse=other):
                return [*self._texts(body, scope), *self._texts(other, scope)]
            case ast.BoolOp(op=ast.Or(), values=values):
                return [text for value in values for text in self._texts(value, scope)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                both = product(self._texts(left, scope), self._texts(right, scope))
                return [one + other for one, other in both]
            case ast.Name(id=name):
                named = self._named(name, scope)
                return [text if _has_words(text) else _hole(node) for text in named] or [_hole(node)]
            case ast.Call() if returned := self._returned(node, scope):
                return returned
        return [_hole(node)]

    def _named(self, name: str, scope: _Scope) -> list[Text]:
        """What a name is given in its function, by the function's callers, or at the top of a module."""
        if function := scope.function:
            given = [text for value in _assigned(name, function) for text in self._value(value, scope)]
            if given:
                return given
            if name in _parameters(function):
                return self._handed_in(name, function, scope)
        return self._constant(name, scope.path, scope)

    def _value(self, value: ast.expr | None, scope: _Scope) -> list[Text]:
        return [] if value is None else self._texts(value, scope)

    def _handed_in(self, name: str, function: ast.FunctionDef, scope: _Scope) -> list[Text]:
        found: list[Text] = []
        if function.name != "__init__" and len(self._functions[function.name]) > 1:
            return []  # whose callers are whose is not known
        place = _parameters(function).index(name)
        default = _default(function, name)
        for call, caller in self._calls.get(scope.class_ if function.name == "__init__" else function.name, []):
            named = {word.arg: word.value for word in call.keywords}
            value = named.get(name) or (call.args[place] if place < len(call.args) else default)
            if value is None or any(isinstance(one, ast.Starred) for one in call.args):
                return []
            found += self._texts(value, caller)
        return found

    def _constant(self, name: str, path: str, scope: _Scope) -> list[Text]:
        for node in self._trees[path].body:
            match node:
                case ast.Assign(targets=[ast.Name(id=known)], value=value) if known == name:
                    return self._texts(value, replace(scope, path=path, within=()))
                case ast.ImportFrom(module=str(module), names=names) if name in {
                    one.asname or one.name for one in names
                }:
                    home = f"{module.replace('.', '/')}.py"
                    if home in self._trees and home != path:
                        return self._constant(name, home, scope)
        return []

    def _returned(self, call: ast.Call, scope: _Scope) -> list[Text]:
        """What a function of ours answers, where there is one of that name and it answers with words."""
        known = self._functions.get(_called(call), [])
        if len(known) != 1:
            return []
        function, home = known[0]
        inside = _Scope(home.path, (*home.within, function))
        values = [one.value for one in ast.walk(function) if isinstance(one, ast.Return) and one.value is not None]
        texts = [text for value in values for text in self._texts(value, inside)]
        return (
            texts if texts and all(any(isinstance(piece, str) for piece in text) or not text for text in texts) else []
        )

    def _returned_together(self, value: ast.expr, scope: _Scope) -> list[list[Text]]:
        """What a function answers that gives a reason and its remedy at once, or a pair of them."""
        known = self._functions.get(_called(value), []) if isinstance(value, ast.Call) else []
        both: list[list[Text]] = [[], []]
        asked = value.id if isinstance(value, ast.Name) else ""
        for node in self._trees[scope.path].body if asked else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple(elts=pair)) if name == asked:
                    both = [self._texts(one, scope) for one in pair]
        for function, home in known[:1]:
            inside = _Scope(home.path, (*home.within, function))
            for one in ast.walk(function):
                if isinstance(one, ast.Return) and isinstance(one.value, ast.Tuple):
                    for texts, part in zip(both, one.value.elts, strict=False):
                        texts += self._texts(part, inside)
        return both


def _sources(place: Path) -> Iterable[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def _assigned_at_top(node: ast.Assign | ast.AnnAssign) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else ""


def _called(call: ast.Call) -> str:
    func = call.func.body if isinstance(call.func, ast.IfExp) else call.func  # either of two kinds of an error
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    names = names[1:] if names[:1] in (["self"], ["cls"]) else names
    return names + [one.arg for one in function.args.kwonlyargs]


def _default(function: ast.FunctionDef, name: str) -> ast.expr | None:
    places = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    by_name: dict[str, ast.expr | None] = dict(zip(reversed(places), reversed(function.args.defaults), strict=False))
    by_name |= dict(zip((one.arg for one in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    return by_name.get(name)


def _assigned(name: str, function: ast.FunctionDef) -> Iterator[ast.expr | None]:
    """What is assigned to the name in the function; None where it cannot be read."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=known)], value=value) if known == name:
                yield value
            case ast.NamedExpr(target=ast.Name(id=known), value=value) if known == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                yield from (v for n, v in zip(names, values, strict=False) if isinstance(n, ast.Name) and n.id == name)


def _hole(node: ast.expr) -> Text:
    return ((_name_of(node),),)


def _name_of(node: ast.expr) -> str:
    """A placeholder's name: of words that the program itself chooses among, it begins with `the_`."""
    match node:
        case ast.Attribute(value=value, attr="value" | "words"):
            return f"the_{_name_of(value).removeprefix('the_')}"
        case ast.Attribute(value=ast.Name(id=name), attr="name" | "id" | "title" as attribute) if name != "self":
            return f"{name.strip('_')}_{attribute}"
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name.strip("_").lower()
        case ast.Call(func=ast.Name(id="len"), args=[of]):
            return f"count_of_{_name_of(of)}"
        case ast.Call(func=ast.Name(id="str" | "ascii"), args=[of]) | ast.Subscript(value=of):
            return _name_of(of)
        case ast.Call(func=ast.Attribute(attr="join"), args=[of]):
            return _name_of(of) if isinstance(of, ast.Name | ast.Attribute | ast.Subscript) else "names"
        case ast.FormattedValue(value=value):
            return _name_of(value)
        case ast.Call(func=ast.Attribute(value=of, attr="lower" | "upper" | "strip")):
            return _name_of(of)
    return "value"


def _has_words(text: Text) -> bool:
    return not text or any(isinstance(piece, str) or piece[0].startswith("the_") for piece in text)


def _written(text: Text) -> str:
    """The text as a catalogue has it, its placeholders told apart; "" of one without a word."""
    names: list[str] = []
    written = ""
    for piece in text:
        if isinstance(piece, str):
            written += piece.replace("%", "%%")
        else:
            name, count = piece[0], 2
            while name in names:
                name, count = f"{piece[0]}_{count}", count + 1
            names.append(name)
            written += f"%({name})s"
    written = _KEYED.sub(r"\1", written)
    if written != written.strip() or "  " in written:
        return ""  # a reading that nobody makes: something in it is never empty
    return written if re.search(r"[^\W\d_]|\(the_", re.sub(r"%\((?!the_)\w+\)s", "", written)) else ""
