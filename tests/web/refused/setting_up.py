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
