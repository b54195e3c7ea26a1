"""The bill of materials is what is locked, and what an audit could not learn is not taken for good news."""

from __future__ import annotations

import json
import os
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.audit import audit


def test_the_bill_names_what_is_locked_and_each_hash_of_it(tmp_path: Path) -> None:
    python = os.environ.get("AUDIT_PYTHON")
    if python is None:
        pytest.skip("the environment of what makes the bill is not here: make sbom has it")

    bill = json.loads(audit.make_bill(Path(python), tmp_path).read_text())

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "dealtrail"
    assert audit.components(bill) == audit.locked(audit.LOCKED.read_text())
    assert all(one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in bill["components"])


def test_all_that_the_service_requires_is_locked_with_hashes() -> None:
    locked = audit.locked(audit.LOCKED.read_text())
    wanted = [Requirement(text) for text in requires("dealtrail") or ()]
    needed = {one.name.lower().replace("_", "-") for one in wanted if one.marker is None or "web" in str(one.marker)}

    assert needed
    assert needed - {name for name, _ in locked} == set()
    assert all(locked.values())


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "tests/audit/requirements.txt"])
def test_every_locked_file_has_hashes_of_all_that_it_names(name: str) -> None:
    text = (audit.ROOT / name).read_text()

    assert len(audit.locked(text)) == len([line for line in text.splitlines() if "==" in line.split(";")[0]])
    assert all(audit.locked(text).values())


def found(**more: Any) -> dict[str, Any]:
    return {"name": "one", "version": "1.0", "vulns": [], **more}


VULNERABLE = found(vulns=[{"id": "EXAMPLE-1", "fix_versions": ["1.1"]}, {"id": "EXAMPLE-2", "fix_versions": []}])


@pytest.mark.parametrize(
    ("answer", "bad", "unknown"),
    [
        ([found()], [], []),
        ([VULNERABLE], ["one 1.0: EXAMPLE-1; take 1.1", "one 1.0: EXAMPLE-2; there is no newer version"], []),
        ([{"name": "two", "skip_reason": "not found"}, found()], [], ["two"]),
    ],
    ids=["fine", "vulnerable", "not reached"],
)
def test_what_could_not_be_asked_about_is_told_apart(answer: list[Any], bad: list[str], unknown: list[str]) -> None:
    assert audit.told({"dependencies": answer}) == (bad, unknown)
