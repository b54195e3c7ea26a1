#!/usr/bin/env bash
# msgspec 0.22.0: `decode` reads JSON into a type, and `convert` makes the same type of what another reader has read; its documentation
# ("Converting to and from unsupported formats") names no type that one of them knows and the other does not. A page of results whose items are to be
# read later, one by one, is a list of msgspec.Raw. One expects both to take it, or the type to be refused when it is made. Seen:
# decode has the items, convert refuses every one that is not a Raw already, which no other reader gives. Where convert is the second way, for pages that
# decode does not take, it fails on these pages alone. list[Any], and a convert for each item, works in both.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check msgspec==0.22.0
venv/bin/python - > seen <<'PYTHON'
import json
from typing import Any

import msgspec


class Page(msgspec.Struct):
    value: list[msgspec.Raw]


class Loose(msgspec.Struct):
    value: list[Any]


page = '{"value": [{"id": "x"}, "text", null]}'
print("decoded:", [bytes(item).decode() for item in msgspec.json.decode(page, type=Page).value])
for value in (*json.loads(page)["value"], msgspec.Raw(b'{"id": "x"}')):
    try:
        [item] = msgspec.convert({"value": [value]}, Page).value
        print("converted:", type(item).__name__, bytes(item).decode())
    except msgspec.ValidationError as error:
        print("refused:", error)
print("with Any:", msgspec.json.decode(page, type=Loose) == msgspec.convert(json.loads(page), Loose))
PYTHON
diff seen - <<'EXPECTED'
decoded: ['{"id": "x"}', '"text"', 'null']
refused: Expected `raw`, got `object` - at `$.value[0]`
refused: Expected `raw`, got `str` - at `$.value[0]`
refused: Expected `raw`, got `null` - at `$.value[0]`
converted: Raw {"id": "x"}
with Any: True
EXPECTED
echo "as seen: msgspec 0.22.0 decodes a type with Raw in it, and converts nothing to it"
