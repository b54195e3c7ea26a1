"""What the interface says of itself."""

from __future__ import annotations

from pathlib import Path

from daemon.web.api.app import create_api
from daemon.web.api.reference import reference

DOCUMENT = Path(__file__).parents[3] / "docs/api.md"


def test_the_document_is_what_the_interface_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == reference()  # python -m daemon.web.api.reference > docs/api.md


def test_every_operation_says_what_it_takes_and_answers() -> None:
    found = create_api().openapi()

    assert [name for name in found["components"]["schemas"] if "__" in name] == []  # several of one name
    ids = [one["operationId"] for path in found["paths"].values() for one in path.values()]
    assert len(ids) == len(set(ids))
    for path, operations in found["paths"].items():
        for method, one in operations.items():
            said = next(answer for status, answer in one["responses"].items() if status.startswith("2"))
            assert all(content["schema"] for content in said["content"].values()), (method, path)
            assert one["security"] == [{"token": []}]
            assert "application/problem+json" in one["responses"]["4XX"]["content"]
            assert ("If-Match" in [p["name"] for p in one.get("parameters", ())]) == ("428" in one["responses"])
