"""The forms that add a record, or write into its history."""

from __future__ import annotations

from tests.web.refused.asked import (
    ADDRESSES,
    CHOSEN,
    DAY,
    DOMAINS,
    LINE,
    MINUTES,
    MOMENT,
    MONEY,
    NAME,
    NAMED,
    PROSE,
    Asked,
    Field,
    last,
    listed,
    option,
    own,
)

NEW_CONTACT, NEW_ACCOUNT = ("contact", "add", "New"), ("account", "add", "New")
NEW_PRODUCT = ("product", "add", "New")
NEW_PROJECT, PROJECT = ("project", "add", "New", "--account=3"), ("project", "edit", "1")
NEW_MARKETING, MARKETING = ("marketing", "add", "New"), ("marketing", "edit", "1")
NEW_TASK, TASK = ("project", "task", "add", "1", "New"), ("project", "task", "edit", "1", "1")


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
ADDED = (
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
            "own-5": own("Level", CHOSEN, NEW_ACCOUNT),
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
)
