"""The forms that add, write and set up, as `refused` has those of records; and why others have none of their own."""

from __future__ import annotations

from tests.web.refused import (
    ADDRESSES,
    CHOSEN,
    DAY,
    DOMAINS,
    HOSTILE,
    LINE,
    LONG,
    MONEY,
    NAMED,
    NUMBER,
    PROSE,
    Asked,
    Field,
    Words,
    listed,
    option,
    own,
)

NAME = ("", *LINE)
MOMENT = ("someday", "2027-02-30 9:00")
MINUTES = ("many", "-5", "1.5")
NEW_DEAL, NEW_CONTACT, NEW_ACCOUNT = ("opportunity", "add", "New"), ("contact", "add", "New"), ("account", "add", "New")
NEW_PRODUCT, NEW_USER = ("product", "add", "New"), ("user", "add", "New", "--email=new@us.example")
NEW_PROJECT, PROJECT = ("project", "add", "New", "--account=3"), ("project", "edit", "1")
NEW_MARKETING, MARKETING = ("marketing", "add", "New"), ("marketing", "edit", "1")
NEW_TASK, TASK = ("project", "task", "add", "1", "New"), ("project", "task", "edit", "1", "1")
NEW_ITEM = ("opportunity", "item", "add", "2", "New", "--price=1")


PARTNERED = (*NEW_DEAL, "--account=3")


def last(*command: str) -> Words:
    """What is typed is the command's last word."""
    return lambda text: [*command, text]


def marketing(command: tuple[str, ...], title: Field) -> dict[str, Field | None]:
    return {
        "title": title,
        "type": option(command, "type", CHOSEN),
        "start": option(command, "start", DAY),
        "end": option(command, "end", DAY),
        "budget": option(command, "budget", MONEY),
    }


def project(command: tuple[str, ...], name: Field) -> dict[str, Field | None]:
    return {
        "name": name,
        "opportunity": option(command, "from", ("Nobody at all",)),
        "account": option(command[:3], "account", NAMED),
        "contact": option(command[:3], "contact", NAMED),
        "assigned_to": option(command, "assign", CHOSEN),
        "start": option(command, "start", DAY),
    }


def written(kind: str, of: str) -> dict[str, Field | None]:
    """What is written into a history."""
    command = (kind, "add", "New", of)
    every = {"title": Field(lambda text: [kind, "add", text, of], NAME), "text": option(command, "text", PROSE)}
    at = {"at": option(command, "at", MOMENT)}
    of_kind: dict[str, dict[str, Field | None]] = {
        "note": at,
        "call": at
        | {
            "direction": None,
            "phone": option(command, "number", LINE),
            "minutes": option(command, "minutes", MINUTES),
        },
        "task": {
            "due": option(command, "due", DAY),
            "reminder": option(command, "remind", MOMENT),
            "assigned_to": option(command, "assign", CHOSEN),
        },
    }
    return every | of_kind[kind]


WRITTEN = tuple(
    Asked(f"/{place}/{id}/write/{kind}", written(kind, f"--{of}={id}"), filled={"title": "New"})
    for place, of, id in (("opportunities", "opportunity", 1), ("accounts", "account", 3), ("contacts", "contact", 3))
    for kind in ("note", "call", "task")
)
MORE = (
    *WRITTEN,
    Asked(
        "/accounts/new",
        {
            "name": Field(last("account", "add"), NAME),
            "type": option(NEW_ACCOUNT, "type", CHOSEN),
            "phone": option(NEW_ACCOUNT, "phone", LINE),
            "web": option(NEW_ACCOUNT, "web", LINE),
            "address": option(NEW_ACCOUNT, "address", PROSE),
            "domains": listed(NEW_ACCOUNT, "domain", DOMAINS),
            "external_id": option(NEW_ACCOUNT, "external-id", LINE),
        },
        filled={"name": "New"},
    ),
    Asked(
        "/contacts/new",
        {
            "name": Field(last("contact", "add"), NAME),
            "title": option(NEW_CONTACT, "title", LINE),
            "account": option(NEW_CONTACT, "account", NAMED),
            "addresses": listed(NEW_CONTACT, "email", ADDRESSES),
            "phones": listed(NEW_CONTACT, "phone", LINE),
            "type": option(NEW_CONTACT, "type", CHOSEN),
            "external_id": option(NEW_CONTACT, "external-id", LINE),
        },
        filled={"name": "New"},
    ),
    Asked(
        "/products/new",
        {
            "name": Field(last("product", "add"), NAME),
            "price": option(NEW_PRODUCT, "price", MONEY[:-1]),
            "description": option(NEW_PRODUCT, "description", PROSE),
        },
        filled={"name": "New"},
    ),
    Asked(
        "/settings/users",
        {
            "name": Field(lambda text: ["user", "add", text, "--email=new@us.example"], NAME),
            "email": Field(lambda text: ["user", "add", "New", f"--email={text}"], ("bob@", "twin1@us.example")),
            "login": option(NEW_USER, "login", LINE),
            "role": None,
        },
        filled={"name": "New", "email": "new@us.example"},
    ),
    Asked("/marketing/new", marketing(NEW_MARKETING, Field(last("marketing", "add"), NAME)), filled={"title": "New"}),
    Asked("/marketing/1/edit", marketing(MARKETING, option(MARKETING, "title", NAME))),
    Asked(
        "/projects/new",
        project(NEW_PROJECT, Field(lambda text: ["project", "add", text, "--account=3"], LINE))
        | {"template": option(NEW_PROJECT, "template", CHOSEN)},
        filled={"name": "New", "account": "3"},
    ),
    Asked("/projects/1/edit", project(PROJECT, option(PROJECT, "name", NAME))),
    Asked(
        "/projects/1",
        {
            "title": Field(last("project", "task", "add", "1"), NAME),
            "due": option(NEW_TASK, "due", DAY),
            "assign": option(NEW_TASK, "assign", CHOSEN),
        },
        act="add",
        action="/projects/1/tasks",
        filled={"title": "New"},
    ),
    Asked(
        "/projects/1/tasks/1",
        {
            "title": option(TASK, "title", NAME),
            "due": option(TASK, "due", DAY),
            "assign": option(TASK, "assign", CHOSEN),
        },
    ),
    Asked(
        "/projects/1",
        {
            "account": Field(lambda text: ["project", "party", "add", "1", f"--account={text}"], NAMED),
            "contact": Field(lambda text: ["project", "party", "add", "1", f"--contact={text}"], NAMED),
        },
        action="/projects/1/parties",
    ),
    Asked(
        "/opportunities/2/items",
        {
            "product": Field(lambda text: ["opportunity", "item", "add", "2", f"--product={text}"], NAMED),
            "name": Field(lambda text: ["opportunity", "item", "add", "2", text, "--price=1"], LINE),
            "description": option(NEW_ITEM, "description", PROSE),
            "quantity": option(NEW_ITEM, "quantity", NUMBER),
            "price": option(NEW_ITEM[:-1], "price", MONEY),
            "discount": option(NEW_ITEM, "discount", (*NUMBER, "250")),
        },
        act="add",
        filled={"name": "New", "price": "1"},
    ),
    Asked(
        "/opportunities/1/history",
        {
            "title": Field(lambda text: ["note", "add", text, "--opportunity=1"], NAME),
            "text": option(("note", "add", "New", "--opportunity=1"), "text", PROSE),
        },
        action="/opportunities/1/notes",
        filled={"title": "New"},
    ),
    Asked(
        "/history/1/edit",
        {
            "title": Field(lambda text: ["note", "edit", "1", f"--title={text}"], NAME),
            "at": Field(lambda text: ["note", "edit", "1", f"--at={text}"], MOMENT),
            "text": Field(lambda text: ["note", "edit", "1", f"--text={text}"], PROSE),
        },
    ),
    Asked(
        "/opportunities/1/close",
        {
            "on": Field(lambda text: ["opportunity", "close", "1", "lost", f"--on={text}"], DAY[:2]),
            "reason": Field(lambda text: ["opportunity", "close", "1", "lost", f"--reason={text}"], CHOSEN),
        },
        filled={"outcome": "lost"},
    ),
    Asked(
        "/opportunities/1",
        {"text": Field(last("opportunity", "comment", "1"), PROSE)},
        action="/opportunities/1/comments",
    ),
    Asked(
        "/opportunities/1",
        {"category": option(("opportunity", "edit", "1"), "category", (LONG, HOSTILE))},
        action="/opportunities/1/categories",
    ),
    Asked(
        "/opportunities/new",
        {
            "title": Field(lambda text: ["opportunity", "add", text, "--account=3"], NAME),
            "account": option(NEW_DEAL, "account", NAMED),
            "contact": option(NEW_DEAL, "contact", NAMED),
            "new_account": option(NEW_DEAL, "new-account", LINE),
            "new_contact": option(NEW_DEAL, "new-contact", LINE),
            "emails": Field(lambda text: [*NEW_DEAL, "--new-contact=Eva", f"--email={text}"], ("ann@",)),
            "assigned_to": option(PARTNERED, "assign", CHOSEN),
            "categories": listed(PARTNERED, "category", (LONG, HOSTILE)),
            "stage": option(PARTNERED, "stage", CHOSEN),
            "probability": option(PARTNERED, "probability", NUMBER),
            "close_date": option(PARTNERED, "close-date", DAY),
            "amount": option(PARTNERED, "amount", MONEY),
            "currency": option(PARTNERED, "currency", ("XYZ", "euros")),
            "reminder": option(PARTNERED, "remind", MOMENT),
            "type": option(PARTNERED, "type", CHOSEN),
            "source": option(PARTNERED, "source", CHOSEN),
            "payment_terms": option(PARTNERED, "terms", CHOSEN),
            "initiated_kind": None,
            "initiated_by": Field(lambda text: [*PARTNERED, f"--initiated-by=account:{text}"], NAMED),
            "expiration_date": option(PARTNERED, "expires", DAY),
            "delivery_date": option(PARTNERED, "delivery", DAY),
            "competitors": option(PARTNERED, "competitors", LINE),
            "comments": option(PARTNERED, "comments", PROSE),
            "own-1": own("Seats", NUMBER, PARTNERED),
            "own-2": own("Budget", MONEY, PARTNERED),
            "own-3": own("Decided", DAY, PARTNERED),
            "own-4": own("Region", LINE, PARTNERED),
        },
        filled={"title": "New", "account": "3"},
    ),
    Asked(
        "/opportunities/1",
        {"user": Field(lambda text: ["opportunity", "edit", "1", f"--assign={text}"], CHOSEN)},
        action="/opportunities/1/assign",
    ),
    Asked(
        "/opportunities/1",
        {"stage": Field(lambda text: ["opportunity", "edit", "1", f"--stage={text}"], CHOSEN)},
        action="/opportunities/1/stage",
    ),
    Asked(
        "/opportunities/1",
        {"project": Field(lambda text: ["project", "edit", text, "--from=1"], ("Nobody at all",))},
        act="put",
        action="/opportunities/1/projects",
    ),
    Asked(
        "/board/move/1",
        {
            "stage": Field(lambda text: ["opportunity", "edit", "1", f"--stage={text}"], CHOSEN),
            "on": Field(lambda text: ["opportunity", "close", "1", "lost", f"--on={text}"], DAY[:2]),
            "reason": Field(lambda text: ["opportunity", "close", "1", "lost", f"--reason={text}"], CHOSEN),
        },
        filled={"stage": "Closed Lost"},
    ),
    Asked(
        "/settings/tokens",
        {
            "name": Field(lambda text: ["token", "add", text, "--days=3"], NAME),
            "days": option(("token", "add", "New"), "days", ("many", "0", "-5", "999")),
            "may": None,
        },
        filled={"name": "New", "days": "3"},
    ),
    Asked(
        "/settings/webhooks",
        {
            "address": Field(last("webhook", "add"), ("no address", "http://127.0.0.1/", "ftp://x.example/", LONG)),
            "event": None,
        },
    ),
    Asked("/settings/lists/source", {"name": Field(last("list", "add", "source"), NAME)}, act="add"),
    Asked(
        "/settings/stages",
        {
            "name": Field(last("stage", "add"), NAME),
            "probability": option(("stage", "add", "New"), "probability", NUMBER),
        },
        act="add",
        filled={"name": "New"},
    ),
    Asked("/settings/templates", {"name": Field(last("template", "add"), NAME)}, act="add"),
    Asked(
        "/settings/templates/1",
        {
            "title": Field(lambda text: ["template", "task", "add", "1", text, "--days=3"], NAME),
            "days": Field(lambda text: ["template", "task", "add", "1", "New", f"--days={text}"], ("many", "-5")),
        },
        act="add",
        filled={"title": "New", "days": "3"},
    ),
    Asked(
        "/settings/fields",
        {
            "of": None,
            "kind": None,
            "name": Field(lambda text: ["field", "add", "opportunity", text, "choice", "--choice=A"], NAME),
            "choices": listed(("field", "add", "opportunity", "New", "choice"), "choice", LINE),
        },
        act="add",
        filled={"of": "opportunity", "kind": "choice", "name": "New", "choices": "A"},
    ),
)

_ASKED = "is a button: what it is about stands in the page, and what the record refuses of it is told on top of that"
_CHOSEN = "chooses among what is there, and nothing is typed; what was chosen and is gone is told on top of the page"
_FILE = "takes a file, and tells what is wrong in it row by row: test_tables"
_DOOR = "lets people in, whom the record does not know yet: test_passkeys, test_sessions"
# Forms without a row above, and why.
OTHERS = {
    "/accounts/{id}/delete": _ASKED,
    "/accounts/{id}/merge": "asks whether the other one that was named is it: test_parties",
    "/contacts/{id}/delete": _ASKED,
    "/contacts/{id}/merge": "asks whether the other one that was named is it: test_parties",
    "/tables/import": _FILE,
    "/bin/restore": _ASKED,
    "/bin/empty": _ASKED,
    "/projects/{id}/delete": _ASKED,
    "/projects/{id}/do": _ASKED,
    "/marketing/{id}/delete": _ASKED,
    "/mailboxes/quarantine": _ASKED,
    "/settings": _CHOSEN,
    "/settings/sessions/end": _ASKED,
    "/settings/sessions/end-all": _ASKED,
    "/settings/tokens/revoke": _ASKED,
    "/settings/webhooks/{id}": _ASKED,
    "/day/done": _ASKED,
    "/day/seen": _ASKED,
    "/invite/{key}": _DOOR,
    "/sign-in/passkey": _DOOR,
    "/sign-out": _DOOR,
    "/me/passkeys": _DOOR,
    "/me/passkeys/remove": _ASKED,
    "/me/passkeys/rename": "names what no command knows: test_passkeys",
    "/me/sessions/end": _ASKED,
    "/me/sessions/end-others": _ASKED,
    "/review/lost": _ASKED,
    "/review/vanished": _ASKED,
    "/review/{entry}/dismiss": _ASKED,
    "/review/{entry}/resolve": _ASKED,
    "/opportunities/{number}/reopen": _ASKED,
    "/opportunities/{number}/delete": _ASKED,
    "/opportunities/{number}/activities": _ASKED,
    "/opportunities/{number}/draft/{kind}": "writes to Outlook, which needs a mailbox: test_drafting",
    "/opportunities/columns": _CHOSEN,
    "/opportunities/views": "keeps a view of the browser, which no command knows: test_views",
    "/opportunities/many": _CHOSEN,
    "/opportunities/many/do": "changes many at once, or none, and tells each that refuses: test_many_opportunities",
    "/history/{id}/link": _CHOSEN,
    "/history/{id}/do": _ASKED,
}
