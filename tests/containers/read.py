"""`python read.py FILE…`: what these files of YAML say, as JSON; with --kubernetes what its schemas say against them.

Run by the Python of an environment of its own, which has what reads and judges them.
"""

from __future__ import annotations

import json
import sys

import yaml


def main(words: list[str]) -> None:
    files = [word for word in words if word != "--kubernetes"]
    told: dict[str, list[object]] = {name: [*_documents(name)] for name in files}
    if "--kubernetes" in words:
        import kubernetes_validate as schemas

        for documents in told.values():
            documents[:] = [_against(schemas, one) for one in documents]
    print(json.dumps(told))


def _documents(name: str) -> list[object]:
    with open(name, encoding="utf-8") as file:
        return list(yaml.safe_load_all(file))


def _against(schemas: object, document: object) -> str:
    """By its newest version and by one of three years before it, which know no keys but their own."""
    try:
        for version in ("1.37", "1.28"):
            schemas.validate(document, version, strict=True)
    except (schemas.ValidationError, schemas.SchemaNotFoundError) as problem:
        return f"{version}: {problem}"
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
