"""The bill of materials is what is locked, and what an audit could not learn is not taken for good news."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import requires
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.audit import audit


@pytest.fixture
def python() -> Path:
    found = os.environ.get("AUDIT_PYTHON")
    if found is None:
        pytest.skip("the environment of what makes the bill is not here: make sbom has it")
    return Path(found)


def test_the_bill_names_what_is_locked_and_each_hash_of_it(python: Path, tmp_path: Path) -> None:
    bill = json.loads(audit.make_bill(python, tmp_path).read_text())

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


@pytest.mark.parametrize(
    "name",
    [
        "requirements.txt",
        "requirements-dev.txt",
        "tests/audit/requirements.txt",
        "tests/containers/requirements.txt",
        "tests/installers/requirements.txt",
    ],
)
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


# --- a service of advisories that is reached --------------------------------------------------------------------------


@contextmanager
def advisories(**known: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """One on loopback, as OSV speaks: what is known of each package, by name; its address, and who was asked about."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            asked.append(name)
            answer = json.dumps({"vulns": known[name]} if name in known else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
        finally:
            server.shutdown()
            thread.join()


def of(name: str, fixed: str) -> dict[str, Any]:
    ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]
    return {"id": "EXAMPLE-1", "affected": [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}]}


def test_where_advisories_are_reached_all_is_audited(
    python: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with advisories() as (url, asked):
        code = audit.main(str(tmp_path), python, ["-s", "osv", "--osv-url", url])

    names = {name for name, _ in audit.locked(audit.LOCKED.read_text())}
    elsewhere = ", ".join(sorted(names - {*asked}))
    said = capfd.readouterr().out
    assert (code, {*asked} <= names) == (audit.FINE, True)
    assert {"alembic", "exchangelib", "lxml"} <= {*asked}
    assert f"{len(asked)} components audited, none is known to be vulnerable\n" in said
    assert f"this machine has no use for them: {elsewhere}\n" in said


def test_what_is_vulnerable_is_named_with_the_version_that_is_not(
    python: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with advisories(lxml=[of("lxml", "99.1")]) as (url, _):
        code = audit.main(str(tmp_path), python, ["-s", "osv", "--osv-url", url])

    [version] = [version for name, version in audit.locked(audit.LOCKED.read_text()) if name == "lxml"]
    assert code == audit.VULNERABLE
    assert f"lxml {version}: EXAMPLE-1; take 99.1\n" in capfd.readouterr().err


def test_where_nothing_is_reached_no_component_passes_for_sound(
    python: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with advisories() as (url, _):
        pass  # and is gone

    code = audit.main(str(tmp_path), python, ["-s", "osv", "--osv-url", url])

    many = len(audit.locked(audit.LOCKED.read_text()))
    said = capfd.readouterr().err
    assert code == audit.UNKNOWN
    assert f"{many} of {many} components were not audited: the data of vulnerabilities is not reached from here" in said
