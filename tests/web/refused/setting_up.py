"""The forms in which a firm sets itself up."""

from __future__ import annotations

from tests.web.refused.asked import (
    LINE,
    LONG,
    NAME,
    NUMBER,
    Asked,
    Field,
    last,
    listed,
    option,
)

NEW_USER = ("user", "add", "New", "--email=new@us.example")

ACTIVITY = ("stage", "activity")
DAYS = ("many", "-5", "1.5", "9" * 40)
STAGE: dict[str, dict[str, Field | None]] = {  # the first one's, by the act of the form
    "rename": {"name": Field(last("stage", "rename", "Prospecting"), NAME)},
    "probability": {"probability": option(("stage", "probability", "Prospecting"), "percent", NUMBER)},
    "add activity": {
        "name": Field(last(*ACTIVITY, "add", "Prospecting"), NAME),
        "days": option((*ACTIVITY, "add", "Prospecting", "New"), "days", DAYS),
    },
    "edit activity": {
        "name": Field(last(*ACTIVITY, "rename", "Prospecting", "1"), NAME),
        "days": option((*ACTIVITY, "duration", "Prospecting", "1"), "days", DAYS),
    },
}

SETTING_UP = (
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
    *(
        Asked("/settings/stages", fields, act, filled={"name": "New"} if act == "add activity" else {})
        for act, fields in STAGE.items()
    ),
    Asked(
        "/settings/lists/source",
        {"name": Field(last("list", "rename", "source", "Advertisement"), NAME)},
        act="rename",
    ),
    Asked(
        "/settings/templates/1",
        {"name": option(("template", "edit", "1"), "name", NAME)},
        act="rename",
    ),
    Asked(
        "/settings/fields",
        {"name": Field(last("field", "rename", "opportunity", "Seats"), NAME)},
        act="rename",
    ),
    Asked(
        "/settings/fields",
        {
            "choices": listed(("field", "choices", "account", "Level"), "choice", (*LINE, "Gold\nGold")),
            "drops_values": None,
        },
        act="choices",
    ),
    Asked("/settings/templates", {"name": Field(last("template", "add"), NAME)}, act="add"),
    Asked(
        "/settings/templates/1",
        {
            "title": Field(lambda text: ["template", "task", "add", "1", text, "--days=3"], NAME),
            "days": Field(lambda text: ["template", "task", "add", "1", "New", f"--days={text}"], DAYS),
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
