"""Phone logs, tasks and files that are written into a history in the browser, and what Outlook shows of them."""

from pathlib import Path

import pytest
from lxml import html

from store.values import ItemKind, TaskStatus
from tests.contract.store.records import an_opportunity
from tests.flow.firm import BOB, Firm
from tests.web.conftest import Browse, Judge
from tests.web.site import Site, fields_of, forms_of

HOSTILE = b"<html><script>alert(1)</script></html>"


@pytest.fixture
def path(site: Site) -> str:
    with site.writing() as unit:
        return f"/opportunities/{an_opportunity(unit, 'Ferry')}"


def the_item(site: Site, path: str, kind: ItemKind) -> int:
    """The one item of this kind in its history."""
    with site.as_("bob") as bob:
        page = bob.get(f"{path}/history?kind={kind}").text
    assert page.count('href="/history/') == 1
    return int(page.partition('href="/history/')[2].partition('"')[0])


def test_a_call_is_logged_once_however_often_it_is_sent(site: Site, path: str):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/write/call").text)
        typed = form | {"title": "Price", "direction": "in", "phone": "+47 22 00 00 00", "minutes": "12", "text": "Yes"}
        assert [bob.post(f"{path}/write/call", data=typed).status_code for _ in range(2)] == [303, 303]
    with site.desk.store.read() as unit:
        call = unit.items.get(the_item(site, path, ItemKind.CALL))
    assert call.call is not None
    with site.as_("bob") as bob:
        item = bob.get(f"/history/{call.id}").text
    assert "They did" in item
    assert "+47 22 00 00 00" in item
    assert (call.author, call.subject, call.body) == ("Bob Seller", "Price", "Yes")
    assert (call.call.number, call.call.is_incoming, call.call.minutes) == ("+47 22 00 00 00", True, 12)


@pytest.mark.parametrize(
    ("kind", "name", "wrong"),
    [
        ("note", "title", ""),
        ("call", "title", ""),
        ("call", "minutes", "long"),
        ("call", "minutes", "-1"),
        ("call", "minutes", "99999999"),
        ("call", "phone", "1" * 101),
        ("task", "title", ""),
        ("task", "due", "someday"),
        ("task", "reminder", "31.02.2026"),
        ("task", "assigned_to", "999"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_nothing_typed_is_lost(
    site: Site, path: str, kind: str, name: str, wrong: str
):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/write/{kind}").text) | {"title": "About it", "text": "Long text", name: wrong}
        answer = bob.post(f"{path}/write/{kind}", data=form)
        assert answer.status_code == 422
        assert f'id="error-{name}"' in answer.text
        kept = fields_of(answer.text)
        assert {each: kept[each] for each in form if each not in ("once", "assigned_to")} == {
            each: form[each] for each in form if each not in ("once", "assigned_to")
        }
        assert 'href="/history/' not in bob.get(f"{path}/history").text


def test_a_task_is_done_open_again_called_off_and_deleted(site: Site, path: str):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/write/task").text)
        typed = form | {"title": "Send the quote", "due": "2026-03-20"}
        assert bob.post(f"{path}/write/task", data=typed).status_code == 303
        id = the_item(site, path, ItemKind.TASK)
        for act, becomes in (("done", TaskStatus.DONE), ("reopen", TaskStatus.OPEN), ("cancel", TaskStatus.CANCELLED)):
            [drawn] = forms_of(bob.get(f"/history/{id}").text, f"/history/{id}/do")
            assert bob.post(f"/history/{id}/do", data=drawn | {"act": act}).status_code == 303
            with site.desk.store.read() as unit:
                task = unit.items.get(id).task
            assert task is not None
            assert task.status is becomes
            assert task.assigned_to == site.users["bob"].id
        assert bob.post(f"/history/{id}/do", data={"act": "juggle"}).status_code == 422
        gone = bob.post(f"/history/{id}/do", data={"act": "delete"})
        assert gone.headers["location"] == f"{path}/history"
        assert 'href="/history/' not in bob.get(f"{path}/history").text


def test_two_people_at_one_note_lose_nothing(site: Site, path: str):
    with site.as_("bob") as bob, site.as_("ann") as ann:
        form = fields_of(bob.get(f"{path}/write/note").text)
        bob.post(f"{path}/write/note", data=form | {"title": "Called", "text": "They agree"})
        edit = f"/history/{the_item(site, path, ItemKind.NOTE)}/edit"
        bobs, anns = fields_of(bob.get(edit).text), fields_of(ann.get(edit).text)
        assert ann.post(edit, data=anns | {"text": "They do not"}).status_code == 303
        assert bob.post(edit, data=bobs | {"title": "Rang"}).status_code == 303
        refused = bob.post(edit, data=bobs | {"once": "2", "text": "They might"})
    assert refused.status_code == 409
    assert "They do not" in refused.text
    assert "They might" in refused.text
    with site.desk.store.read() as unit:
        note = unit.items.get(int(edit.split("/")[2]))
    assert (note.subject, note.body) == ("Rang", "They do not")


@pytest.mark.parametrize("name", ["page.html", "picture.svg", 'quo"te\n.pdf', "Ærlig talt.docx", "..\\..\\etc.txt"])
def test_a_file_is_handed_out_as_it_came_and_never_as_a_page(site: Site, path: str, name: str):
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/write/file").text)
        form.pop("file", None)
        sent = bob.post(f"{path}/write/file", data=form, files={"file": (name, HOSTILE, "text/html")})
        assert sent.status_code == 303
        answer = bob.get(f"/history/{the_item(site, path, ItemKind.FILE)}/file")
    assert answer.content == HOSTILE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename")
    assert "/" not in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_file_that_is_too_large_or_none_is_refused(site: Site, path: str):
    limit = site.desk.settings.history.file_limit_mb * 1_000_000
    with site.as_("bob") as bob:
        form = fields_of(bob.get(f"{path}/write/file").text)
        form.pop("file", None)
        for files in ({}, {"file": ("", b"")}, {"file": ("large.bin", bytes(limit + 1))}):
            answer = bob.post(f"{path}/write/file", data=form | {"text": "kept"}, files=files)
            assert answer.status_code == 422
            assert 'id="error-file"' in answer.text
            assert fields_of(answer.text)["text"] == "kept"


@pytest.mark.parametrize("is_declared", [True, False])
def test_what_is_too_large_to_be_read_is_answered_with_a_page_that_leads_back(site: Site, path: str, is_declared: bool):
    limit = site.desk.settings.history.file_limit_mb
    begins = b'--x\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\n\r\n'
    parts = [begins, *[bytes(1_000_000)] * (limit + 3)]
    content = b"".join(parts) if is_declared else iter(parts)
    headers = {"content-type": "multipart/form-data; boundary=x", "referer": f"{site.url}{path}/write/file"}
    with site.as_("bob") as bob:
        answer = bob.post(f"{path}/write/file", content=content, headers=headers)

    assert answer.status_code == 413
    page = html.fromstring(answer.text)
    assert f"file: is larger than {limit} MB" in page.xpath("//main")[0].text_content()
    assert f"{path}/write/file" in page.xpath("//main//a/@href")


def test_so_is_a_text_that_is_longer_than_any_may_be(site: Site, path: str):
    at = f"{path}/write/note"
    with site.as_("bob") as bob:
        texts = {"title": "A book", "text": "x" * 2_100_000}
        plain, parted = (
            bob.post(at, data=texts, files=files, headers={"referer": f"{site.url}{at}"})
            for files in ({}, {"file": b""})
        )

    for answer in (plain, parted):
        assert answer.status_code == 413
        page = html.fromstring(answer.text)
        assert "A text on that page is longer" in page.xpath("//main")[0].text_content()
        assert at in page.xpath("//main//a/@href")


def test_a_file_that_is_too_large_is_not_sent_by_a_browser(site: Site, path: str, browse: Browse, tmp_path: Path):
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(site.desk.settings.history.file_limit_mb * 1_000_000 + 1))
    page = browse("bob")
    page.goto(f"{path}/write/file")
    page.get_by_label("Text").fill("kept")
    page.locator("#file").set_input_files(large)
    page.get_by_role("button", name="Save").click()

    assert "MB at most" in page.locator("#file").evaluate("one => one.validationMessage")
    assert page.url.endswith("/write/file")
    assert page.get_by_label("Text").input_value() == "kept"
    page.locator("#file").set_input_files(Path(__file__))
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/history")


def test_what_outlook_holds_is_not_changed_or_deleted_from_here(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    mail = firm.outlook().deliver_mail("stranger@else.example", "Ours")
    firm.outlook().add_category(mail, f"OPP-{deal.number} 200 seats")
    firm.cycle()
    id = the_item(firm_site, f"/opportunities/{deal.number}", ItemKind.EMAIL)
    with firm_site.as_("bob") as bob:
        assert f"/history/{id}/do" not in bob.get(f"/history/{id}").text
        assert bob.get(f"/history/{id}/edit").status_code == 404
        assert bob.get(f"/history/{id}/file").status_code == 404
        assert bob.post(f"/history/{id}/do", data={"act": "delete"}).status_code == 404
        assert bob.get(f"/history/{id}").status_code == 200


def test_a_task_that_is_written_here_is_one_in_outlook(firm: Firm, firm_site: Site):
    deal = firm.opportunity("200 seats", assigned_to=firm.people[BOB])
    firm.cycle()
    path = f"/opportunities/{deal.number}/write/task"
    with firm_site.as_("bob") as bob:
        form = fields_of(bob.get(path).text)
        assert bob.post(path, data=form | {"title": "Send the quote", "due": "2026-03-20"}).status_code == 303
    firm.cycle()
    assert [one for one in firm.outlook().items("tasks") if "Send the quote" in one["subject"]]


@pytest.mark.parametrize("width", [1280, 320])
def test_they_are_for_everybody(site: Site, path: str, browse: Browse, faults_for_everybody: Judge, width: int):
    page = browse("bob", width=width)
    for kind in ("call", "task", "file"):
        page.goto(f"{path}/write/{kind}")
        assert faults_for_everybody(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{path}/write/task")
    page.get_by_label("Title").fill("Send the quote")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Send the quote").click()
    assert faults_for_everybody(page) == []
