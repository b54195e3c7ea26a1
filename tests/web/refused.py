"""Every field of the forms of records, and the command that says the same at a shell. A new field gets its row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Words = Callable[[str], list[str]]  # the command, with what is typed into the field

# Kinds of what is typed, by what the field is for; what is right somewhere is refused elsewhere.
LONG, HOSTILE = "x" * 3_000, "a\x1b[31mb\x07"
LINE = (LONG, HOSTILE)
PROSE = ("x" * 1_100_000, HOSTILE)
NAMED = ("Nobody at all", "Twin", HOSTILE)
CHOSEN = ("99999",)  # of a list in the browser, where only what is offered can be sent
DAY = ("someday", "2027-02-30", "1999-01-01")
NUMBER = ("many", "-5", "9" * 40, "1.23456789")
MONEY = (*NUMBER, "12 XYZ", "12 EUR USD", "12 USD")
ADDRESSES = ("ann@", "twin1@client.example", "eve@us.example\nann@")
DOMAINS = ("not a domain", "client.example\n@")


@dataclass(frozen=True)
class Field:
    words: Words
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A form: the page that draws it, and its fields; None of what cannot be typed wrong."""

    page: str
    fields: Mapping[str, Field | None]
    act: str = ""  # which of the page's forms
    action: str = ""  # where it is sent; "" for the page's own address
    filled: Mapping[str, str] = field(default_factory=dict)  # what is typed beside, that the rest is right

    @property
    def route(self) -> str:
        """Where it is sent, with numbers as they are in addresses of any record."""
        return self.action or self.page

    def __str__(self) -> str:
        return f"{self.route} {self.act}".strip()


def option(command: tuple[str, ...], name: str, typed: tuple[str, ...]) -> Field:
    return Field(lambda text: [*command, f"--{name}={text}"], typed)


def listed(command: tuple[str, ...], name: str, typed: tuple[str, ...]) -> Field:
    """A field of several lines, each of which is the option once more."""
    return Field(lambda text: [*command, *(f"--{name}={line}" for line in text.split("\n"))], typed)


def own(name: str, typed: tuple[str, ...], command: tuple[str, ...] = ("opportunity", "edit", "1")) -> Field:
    return Field(lambda text: [*command, f"--field={name}={text}"], typed)


DEAL = ("opportunity", "edit", "1")
ITEM, NEW_ITEM = ("opportunity", "item", "edit", "1", "1"), ("opportunity", "item", "add", "1")
CONTACT, ACCOUNT = ("contact", "edit", "3"), ("account", "edit", "3")
PRODUCT, USER = ("product", "edit", "3"), ("user", "edit", "2")

FORMS = (
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
