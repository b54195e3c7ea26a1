"""The configuration as a JSON Schema, for editors: `python -m config.schema > docs/config.schema.json`.

It means the same in the drafts 4 to 7, and 4 is the latest that editors of TOML know for certain: nothing is referred
to, nothing is a constant. It says what a value has to look like; what goes with what, and what is on this machine, is
for `dealtrail check`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from config.fields import write_duration
from config.keys import SERVER, allowed_in, models_in
from config.sections import ServerSettings
from config.settings import Settings

_TITLE = "Configuration of dealtrail"
# What a whole number's limits are called; those of durations no schema can compare.
_LIMITS = {"ge": "minimum", "le": "maximum"}


def schema() -> dict[str, Any]:
    """The whole of it, ready for `json.dumps`."""
    made = Settings.model_json_schema(schema_generator=_OfToml)
    definitions = made.pop("$defs")
    for model in _models(Settings):
        for name, field in model.model_fields.items():
            _describe(definitions.get(model.__name__, made)["properties"][name], field)
        if model in get_args(ServerSettings):
            definitions[model.__name__]["required"] = ["kind"]  # which of them it is has to be said
    del made["description"]
    whole = _plain(made, definitions)
    servers = whole["properties"][SERVER]
    del servers["propertyNames"]  # how long a name may be: a later draft's
    servers["additionalProperties"] = False
    return {"$schema": "http://json-schema.org/draft-04/schema#", "title": _TITLE, **whole}


def written() -> str:
    """As a file has it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


class _OfToml(GenerateJsonSchema):
    """TOML has no null, and what stands in the file is not what pydantic would write."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """With a default only where that is a value that the file could hold, and no secret."""
        made = super().default_schema(schema)
        if made.get("default") is None or isinstance(made["default"], dict) or made.get("writeOnly"):
            made.pop("default", None)
        return made

    def encode_default(self, dft: Any) -> Any:
        return write_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from _models(inner)


def _describe(value: dict[str, Any], field: FieldInfo) -> None:
    """What the key is about, with the words for what it may hold."""
    if not models_in(field.annotation):
        value["description"] = f"{field.description}. Allowed: {allowed_in(field)}"


def _plain(made: Any, definitions: dict[str, Any]) -> Any:
    """The same without references, and without what says nothing: names made up of names, formats of our own."""
    if isinstance(made, list):
        return [_plain(one, definitions) for one in made]
    if not isinstance(made, dict):
        return made
    if "$ref" in made:
        made = {**definitions[made["$ref"].rpartition("/")[2]], **made}
    kept = {}
    for key, value in made.items():
        if key in ("$ref", "discriminator") or (key in ("title", "format") and isinstance(value, str)):
            continue
        if key == "const":
            kept["enum"] = [value]
        elif key not in _LIMITS:
            kept[key] = _plain(value, definitions)
        elif made["type"] == "integer":
            kept[_LIMITS[key]] = value
    return kept


if __name__ == "__main__":
    print(written(), end="")
