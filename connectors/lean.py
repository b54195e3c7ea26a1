"""Importing a library without what it loads beside it and this program never uses there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

StandIns = Mapping[str, ModuleType | None]


def import_without(library: str, stand_ins: StandIns) -> None:
    """When this library is first imported, these modules stand in for theirs, as far as those are not loaded by then.

    None is what is not installed. Once the library is there, whoever imports them gets what they really are.
    """
    if library not in sys.modules:
        sys.meta_path.insert(0, _Finder(library, stand_ins))


def stand_in(name: str, **attributes: Any) -> ModuleType:
    """A module with nothing in it but these."""
    module = ModuleType(name)
    vars(module).update(attributes)
    return module


def later(name: str, **attributes: Any) -> ModuleType:
    """A module that is loaded when anything but these attributes is first asked for of it."""
    return _Later(name, attributes)


class _Later(ModuleType):
    def __init__(self, name: str, attributes: Mapping[str, Any]) -> None:
        super().__init__(name)
        vars(self).update(attributes)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):  # how an import looks at it
            raise AttributeError(attribute)
        name = self.__name__
        if sys.modules.get(name) is self:  # it stands in still, while its library loads
            del sys.modules[name]
        return getattr(import_module(name), attribute)


class _Finder:
    def __init__(self, library: str, stand_ins: StandIns) -> None:
        self._library = library
        self._stand_ins = stand_ins

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._library:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(name)
        if spec is not None:
            loader: Any = _Loader(spec.loader, self._stand_ins)
            spec.loader = loader
        return spec


class _Loader:
    """The library's own, with others' places taken for as long as it loads."""

    def __init__(self, real: Any, stand_ins: StandIns) -> None:
        self._real = real
        self._stand_ins = stand_ins

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._real.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = module.__loader__ = self._real
        placed = {name: one for name, one in self._stand_ins.items() if name not in sys.modules}
        sys.modules.update(placed)  # type: ignore[arg-type]  # None is how a module is hidden
        try:
            self._real.exec_module(module)
        finally:
            for name, one in placed.items():
                if sys.modules.get(name) is one:
                    sys.modules.pop(name, None)
