"""Every key of the configuration by name, taken from the settings' own definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from config.fields import Allowed
from config.positions import KeyPath

MAILBOX = "mailbox"  # a section that there is any number of, in a list
SERVER = "server"  # and one of which each has a name
DATABASE_URLS = ("database.url", "limits.database")  # the keys whose values name a login


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and its value where settings were given; `name` is what people call it."""

    name: str
    path: KeyPath
    field: FieldInfo
    value: Any = None

    @property
    def is_secret(self) -> bool:
        return SecretStr in _types_in(self.field.annotation)

    @property
    def allowed(self) -> str:
        return allowed_in(self.field)


def keys_of(settings: BaseModel | type[BaseModel]) -> tuple[Key, ...]:
    """All keys in their order: of a class those that there are ("mailbox.ADDRESS.kind"), of settings with values."""
    keys: list[Key] = []
    model = settings if isinstance(settings, type) else type(settings)
    for section, info in model.model_fields.items():
        if isinstance(settings, type):
            prefix: KeyPath = (section, *_PLACEHOLDERS.get(section, ()))
            keys += _known(prefix, info)
        elif section == SERVER:
            for name, server in getattr(settings, section).items():
                keys += _valued((section, name), (section, name), server)
        elif section == MAILBOX:
            for position, mailbox in enumerate(getattr(settings, section)):
                keys += _valued((section, position), (section, mailbox.address), mailbox)
        else:
            keys += _valued((section,), (section,), getattr(settings, section))
    return tuple(keys)


_PLACEHOLDERS: Mapping[str, KeyPath] = {MAILBOX: ("ADDRESS",), SERVER: ("NAME",)}


def is_placeholder(path: KeyPath) -> bool:
    """Whether it stands for any number of keys: of each mailbox, or of each named server."""
    return path[1:2] in _PLACEHOLDERS.values()


def allowed_in(field: FieldInfo) -> str:
    """The words for what a field may hold; those of the field itself come after those of its type."""
    for words in (*reversed(field.metadata), *_metadata_in(field.annotation)):
        if isinstance(words, Allowed):
            return words.words
    choices = [choice for kind in _types_in(field.annotation) for choice in getattr(kind, "__members__", {}).values()]
    return "one of " + ", ".join(choices)


def name_of(path: KeyPath, values: Mapping[str, Any]) -> str:
    """What people call the key at a path: a mailbox by its address where it has one, else by its place, from 1."""
    parts = list(path)
    if path[:1] == (MAILBOX,) and len(path) > 1 and isinstance(path[1], int):
        try:
            address = values[MAILBOX][path[1]]["address"]
        except (LookupError, TypeError):
            address = None
        if isinstance(address, str) and path[2:] != ("address",):
            parts[1] = address
    name = ""
    for part in parts:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return name.removeprefix(".")


def _known(path: KeyPath, section: FieldInfo) -> list[Key]:
    fields = {key: field for inner in models_in(section.annotation) for key, field in inner.model_fields.items()}
    keys: list[Key] = []
    for key, field in fields.items():
        inner = (*path, key)
        keys += _known(inner, field) if models_in(field.annotation) else [Key(_name(path, key), inner, field)]
    return keys


def _valued(path: KeyPath, named: KeyPath, section: BaseModel) -> list[Key]:
    keys: list[Key] = []
    for key, field in type(section).model_fields.items():
        value = getattr(section, key)
        if isinstance(value, BaseModel):
            keys += _valued((*path, key), (*named, key), value)
        else:
            keys.append(Key(_name(named, key), (*path, key), field, value))
    return keys


def _name(prefix: KeyPath, key: str) -> str:
    return ".".join(str(part) for part in (*prefix, key))


def models_in(annotation: Any) -> list[type[BaseModel]]:
    """Of several the last comes first: what the others have as well is described as it has it."""
    return [kind for kind in _types_in(annotation) if isinstance(kind, type) and issubclass(kind, BaseModel)]


def _types_in(annotation: Any) -> list[Any]:
    """The annotation's own type and those inside its brackets and bars."""
    return [annotation, *(inner for part in getattr(annotation, "__args__", ()) for inner in _types_in(part))]


def _metadata_in(annotation: Any) -> list[Any]:
    return [meta for kind in _types_in(annotation) for meta in getattr(kind, "__metadata__", ())]
