"""The forms in which a record is edited."""

from __future__ import annotations

from tests.web.refused.asked import (
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
    listed,
    option,
    own,
)

DEAL = ("opportunity", "edit", "1")
ITEM = ("opportunity", "item", "edit", "1", "1")
CONTACT, ACCOUNT = ("contact", "edit", "3"), ("account", "edit", "3")
PRODUCT, USER = ("product", "edit", "3"), ("user", "edit", "2")

EDITED = (
    Asked(
        "/opportunities/1/edit",
        {
            "title": option(DEAL, "title", LINE),
            "account": option(DEAL, "account", NAMED),
            "contact": option(DEAL, "contact", NAMED),
            "new_account": option(DEAL, "new-account", LINE),
            "new_contact": option(DEAL, "new-contact", LINE),
            "emails": Field(lambda text: [*DEAL, "--new-contact=Eva", f"--email={text}"], ("ann@",)),
            "assigned_to": option(DEAL, "assign", CHOSEN),
            "categories": listed(DEAL, "category", (LONG, HOSTILE)),
            "stage": option(DEAL, "stage", CHOSEN),
            "probability": option(DEAL, "probability", NUMBER),
            "close_date": option(DEAL, "close-date", DAY),
            "amount": option(DEAL, "amount", MONEY),
            "currency": option(DEAL, "currency", ("XYZ", "euros")),
            "reminder": Field(lambda text: ["opportunity", "remind", "1", text], ("someday", "2027-02-30 9:00")),
            "type": option(DEAL, "type", CHOSEN),
            "source": option(DEAL, "source", CHOSEN),
            "payment_terms": option(DEAL, "terms", CHOSEN),
            "initiated_kind": None,
            "initiated_by": Field(lambda text: [*DEAL, f"--initiated-by=account:{text}"], NAMED),
            "expiration_date": option(DEAL, "expires", DAY),
            "delivery_date": option(DEAL, "delivery", DAY),
            "competitors": option(DEAL, "competitors", LINE),
            "comments": option(DEAL, "comments", PROSE),
            "own-1": own("Seats", NUMBER),
            "own-2": own("Budget", MONEY),
            "own-3": own("Decided", DAY),
            "own-4": own("Region", LINE),
        },
    ),
    Asked(
        "/contacts/3/edit",
        {
            "name": option(CONTACT, "name", LINE),
            "title": option(CONTACT, "title", LINE),
            "account": option(CONTACT, "account", NAMED),
            "addresses": listed(CONTACT, "email", ADDRESSES),
            "phones": listed(CONTACT, "phone", LINE),
            "type": option(CONTACT, "type", CHOSEN),
            "external_id": option(CONTACT, "external-id", LINE),
        },
    ),
    Asked(
        "/accounts/3/edit",
        {
            "name": option(ACCOUNT, "name", LINE),
            "type": option(ACCOUNT, "type", CHOSEN),
            "phone": option(ACCOUNT, "phone", LINE),
            "web": option(ACCOUNT, "web", LINE),
            "address": option(ACCOUNT, "address", PROSE),
            "domains": listed(ACCOUNT, "domain", DOMAINS),
            "external_id": option(ACCOUNT, "external-id", LINE),
            "own-5": own("Level", CHOSEN, ACCOUNT),
        },
    ),
    Asked(
        "/products/3",
        {
            "name": option(PRODUCT, "name", LINE),
            "price": option(PRODUCT, "price", MONEY),
            "description": option(PRODUCT, "description", PROSE),
            "is_active": None,
        },
    ),
    Asked(
        "/settings/users/2",
        {
            "name": option(USER, "name", LINE),
            "email": option(USER, "email", ("bob@", "twin1@us.example")),
            "login": option(USER, "login", LINE),
            "role": None,
            "is_active": None,
        },
    ),
    Asked(
        "/opportunities/1/items",
        {
            "name": option(ITEM, "name", LINE),
            "description": option(ITEM, "description", PROSE),
            "quantity": option(ITEM, "quantity", NUMBER),
            "price": option(ITEM, "price", MONEY),
            "discount": option(ITEM, "discount", (*NUMBER, "250")),
        },
        act="edit",
    ),
)
