"""Tasks and files of the history by the interface."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.databases import a_file
from tests.web.api.program import PROBLEM, ROOT, Program
from tests.web.site import Site, serving

OCTETS = "application/octet-stream"
DEAL = {"title": "200 seats", "new_account": "Fabrikam"}
HOSTILE = b"<html><script>fetch('/api/v1/me')</script>\x00\xff"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Where files may be larger than what else is sent."""
    with serving(tmp_path, a_file(tmp_path / "store.sqlite"), "[history]\nfile_limit_mb = 5\n") as made:
        yield made


def sent(program: Program, query: str, content: bytes, kind: str = OCTETS, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): text for name, text in headers.items()} | ({"content-type": kind} if kind else {})
    answer = program.client.post(f"{ROOT}/files?{query}", content=content, headers=named)
    program.judge(answer)
    return answer


def test_a_task_is_made_changed_done_and_opened_again(ann: Program):
    key = ann.make("/opportunities", DEAL)["key"]
    made = ann.make("/tasks", {"subject": "Send the quote", "opportunity": key, "due": "2026-03-04"})
    at = f"/tasks/{made['id']}"
    moved = ann.ask("PATCH", at, {"due": None, "reminder": "2026-03-05T09:00:00+01:00"}, if_match="*").json()
    given = ann.ask("PATCH", at, {"assigned_to": "bob", "text": "By mail"}, if_match="*").json()
    done = ann.ask("PATCH", at, {"status": "done"}, if_match="*").json()
    again = ann.ask("PATCH", at, {"status": "done"}, if_match="*")
    opened = ann.ask("PATCH", at, {"status": "open", "assigned_to": None}, if_match="*").json()
    ann.ask("PATCH", at, {"status": "cancelled"}, if_match="*")

    assert (made["assigned_to"]["name"], made["status"], made["due"]) == ("Ann Owner", "open", "2026-03-04")
    assert (moved["due"], moved["reminder"]) == (None, "2026-03-05T08:00:00+00:00")
    assert (given["assigned_to"]["name"], given["text"], done["status"]) == ("Bob Seller", "By mail", "done")
    assert again.status_code == 422
    assert (opened["status"], opened["assigned_to"]) == ("open", None)
    assert ann.get("/tasks").json() == []
    assert [one["id"] for one in ann.get("/tasks?state=cancelled").json()] == [made["id"]]


def test_a_file_comes_back_as_it_was_sent_and_no_browser_shows_it(ann: Program):
    key = ann.make("/opportunities", DEAL)["key"]
    made = sent(ann, f"opportunity={key}&name=%C3%85rsak%20%22x%22.html&text=Signed", HOSTILE).json()

    answer = ann.client.get(f"{ROOT}/history/{made['id']}/file")
    known = ann.client.get(f"{ROOT}/history/{made['id']}/file", headers={"if-none-match": answer.headers["etag"]})

    assert (made["kind"], made["name"], made["text"], made["size"]) == (
        "file",
        'Årsak "x".html',
        "Signed",
        len(HOSTILE),
    )
    assert (answer.content, made["sha256"]) == (HOSTILE, hashlib.sha256(HOSTILE).hexdigest())
    assert answer.headers["content-type"] == OCTETS
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%C3%85rsak%20%22x%22.html"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (known.status_code, known.content) == (304, b"")


def test_what_is_said_of_a_file_changes_and_the_file_does_not(ann: Program):
    ann.make("/accounts", {"name": "Fabrikam"})
    made = sent(ann, "account=Fabrikam&name=quote.pdf", b"%PDF").json()
    edited = ann.ask("PATCH", f"/files/{made['id']}", {"subject": "The quote", "text": None}, if_match="*").json()

    assert (edited["subject"], edited["text"], edited["sha256"]) == ("The quote", "", made["sha256"])
    assert ann.client.get(f"{ROOT}/history/{made['id']}/file").content == b"%PDF"


def test_a_file_that_is_sent_again_is_stored_once_and_another_under_its_key_is_refused(ann: Program):
    ann.make("/accounts", {"name": "Fabrikam"})
    first, again, other = (
        sent(ann, "account=1&name=a.txt", content, idempotency_key="upload-1") for content in (b"a", b"a", b"b")
    )

    assert (first.status_code, again.json() == first.json(), other.status_code) == (201, True, 422)
    assert len(ann.get("/accounts/1/history").json()) == 1


REFUSED = [
    ("account=1&name=a.txt", b"--x\r\n", "multipart/form-data; boundary=x", 415),
    ("account=1&name=a.txt", b"{}", "application/json", 415),
    ("account=1&name=a.txt", b"a", "", 415),
    ("account=1&name=", b"a", OCTETS, 422),
    ("account=1", b"a", OCTETS, 422),
    ("name=a.txt", b"a", OCTETS, 422),
    ("account=1&contact=1&name=a.txt", b"a", OCTETS, 422),
    ("account=1&name=a.txt&colour=red", b"a", OCTETS, 422),
    ("account=99&name=a.txt", b"a", OCTETS, 404),
]


def test_a_file_that_cannot_be_meant_is_refused(ann: Program):
    ann.make("/accounts", {"name": "Fabrikam"})
    for query, content, kind, status in REFUSED:
        assert sent(ann, query, content, kind).status_code == status, query
    assert ann.get("/accounts/1/history").json() == []


@pytest.mark.parametrize("says", [True, False], ids=["says its size", "does not say it"])
def test_a_file_is_as_large_as_the_configuration_allows_and_no_larger(site: Site, ann: Program, says: bool):
    ann.make("/accounts", {"name": "Fabrikam"})
    most = site.desk.settings.history.file_limit_mb * 1_000_000
    headers = {"content-type": OCTETS}

    def post(size: int) -> httpx2.Response:
        content = bytes(size) if says else (bytes(min(1_000_000, size - at)) for at in range(0, size, 1_000_000))
        return ann.client.post(f"{ROOT}/files?account=1&name=a.bin", content=content, headers=headers)

    whole, more = post(most), post(most + 1)

    assert (whole.status_code, whole.json()["size"]) == (201, most)
    assert (more.status_code, more.headers["content-type"]) == (413, PROBLEM)


def test_an_item_that_is_no_file_has_none(ann: Program):
    ann.make("/accounts", {"name": "Fabrikam"})
    note = ann.make("/notes", {"subject": "Rebate", "account": 1})

    assert ann.get(f"/history/{note['id']}/file").status_code == 404
    assert ann.ask("PATCH", f"/files/{note['id']}", {"text": "x"}, if_match="*").status_code == 404
    assert ann.ask("PATCH", f"/tasks/{note['id']}", {"text": "x"}, if_match="*").status_code == 404
