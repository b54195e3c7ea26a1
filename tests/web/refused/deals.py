"""The forms in which an opportunity is made, and what becomes of it."""

from __future__ import annotations

from tests.web.refused.asked import (
    CHOSEN,
    DAY,
    HOSTILE,
    LINE,
    LONG,
    MINUTES,
    MOMENT,
    MONEY,
    NAME,
    NAMED,
    NUMBER,
    PROSE,
    Asked,
    Field,
    last,
    listed,
    option,
    own,
)

NEW_DEAL, NEW_ITEM = ("opportunity", "add", "New"), ("opportunity", "item", "add", "2", "New", "--price=1")
CALL, TASK = ("call", "edit", "2"), ("task", "edit", "3")
PARTNERED = (*NEW_DEAL, "--account=3")

DEALS = (
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
        "/history/2/edit",
        {
            "title": option(CALL, "title", NAME),
            "at": option(CALL, "at", MOMENT),
            "direction": None,
            "phone": option(CALL, "number", LINE),
            "minutes": option(CALL, "minutes", MINUTES),
            "text": option(CALL, "text", PROSE),
        },
    ),
    Asked(
        "/history/3/edit",
        {
            "title": option(TASK, "title", NAME),
            "due": option(TASK, "due", DAY),
            "reminder": option(TASK, "remind", MOMENT),
            "assigned_to": option(TASK, "assign", CHOSEN),
            "text": option(TASK, "text", PROSE),
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
)
