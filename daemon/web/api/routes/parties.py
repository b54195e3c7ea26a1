"""Accounts and contacts."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from daemon import acts
from daemon.shapes import binned_shape
from daemon.web.api.access import Call, Reader
from daemon.web.api.answering import Shown, answer
from daemon.web.api.changing import Changes, Makes
from daemon.web.api.paging import Asked, listed
from daemon.web.api.routing import router_of
from daemon.web.api.schemas import records as schemas
from daemon.web.api.taken import Id, Line, Name, OwnFields, Taken, Text, Word, emptied, named, settings
from store.unit import Unit
from store.values import Record

router = router_of("accounts and contacts")

LATEST = 10  # items of history that come with a party

Where = Annotated[
    list[Word], Query(max_length=20, default_factory=list, description="On a field of the firm's own: Seats>=100.")
]
Lines = Annotated[list[Line] | None, Field(max_length=100)]


class AccountsAsked(Asked):
    search: Annotated[Word, Query(description="A part of the name or of a domain.")] = ""
    type: Word | None = None
    domain: Word | None = None
    where: Where


class ContactsAsked(Asked):
    search: Annotated[Word, Query(description="A part of the name or of an address.")] = ""
    account: Word | None = None
    type: Word | None = None
    where: Where


class AccountEdit(Taken):
    name: Line | None = None
    phone: Line | None = None
    web: Line | None = None
    address: Text | None = None
    domains: Lines = None
    type: Name | None = None
    external_id: Line | None = None
    fields: OwnFields = Field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        sent = self.given("name", "phone", "web", "address", "domains", "type", "external_id")
        return _values(sent, texts=("name", "phone", "web", "address"), several=("domains",))


class AccountNew(AccountEdit):
    name: Line


class ContactEdit(Taken):
    name: Line | None = None
    title: Line | None = None
    phones: Lines = None
    addresses: Lines = None
    account: Name | None = None
    type: Name | None = None
    external_id: Line | None = None
    fields: OwnFields = Field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        sent = self.given("name", "title", "phones", "addresses", "account", "type", "external_id")
        if "account" in sent:
            sent["account"] = named(self.account)
        return _values(sent, texts=("name", "title"), several=("phones", "addresses"))


class ContactNew(ContactEdit):
    name: Line


def _values(sent: dict[str, Any], *, texts: tuple[str, ...], several: tuple[str, ...]) -> dict[str, Any]:
    """What was sent, as acts take it."""
    if "type" in sent:
        sent["type"] = named(sent["type"])
    return {name: () if value is None and name in several else value for name, value in emptied(sent, texts).items()}


# --- accounts ---------------------------------------------------------------------------------------------------------


@router.get("/accounts", response_model=list[schemas.Account])
def accounts(call: Reader, asked: Annotated[AccountsAsked, Query()]) -> Response:
    """By name: what `account list --json` prints, a page at a time."""
    place = asked.place("accounts", str, int)
    with call.reading() as unit:
        found = acts.accounts_found(
            unit,
            asked.search,
            type=asked.type,
            domain=asked.domain,
            where=asked.where,
            limit=asked.limit + 1,
            place=place,
        )
        page = found[: asked.limit]
        last = unit.accounts.place_of(page[-1].id) if len(found) > len(page) else None
        return listed(call, asked, call.shapes(unit).accounts(page), "accounts", last)


@router.post("/accounts", response_model=schemas.AccountWhole, status_code=201)
def add_account(making: Makes, body: AccountNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        sent = {name: value for name, value in body.values().items() if value is not None}
        id = acts.add_account(unit, sent.pop("name"), **sent, own=settings(body.fields)).id
        return f"/accounts/{id}", lambda unit: account_shown(making.call, unit, id)

    return making.make(body, act)


@router.get("/accounts/{account}", response_model=schemas.AccountWhole)
def account(call: Reader, account: Id) -> Response:
    """What `account show --json` prints."""
    with call.reading() as unit:
        return answer(call.request, account_shown(call, unit, account))


@router.patch("/accounts/{account}", response_model=schemas.AccountWhole)
def edit_account(changing: Changes, account: Id, body: AccountEdit) -> Response:
    return changing.change(
        body,
        lambda unit: account_shown(changing.call, unit, account),
        lambda unit: acts.edit_account(unit, str(account), body.values(), settings(body.fields)),
    )


@router.delete("/accounts/{account}", response_model=schemas.Binned)
def delete_account(changing: Changes, account: Id) -> Response:
    """Move it to the recycle bin; refused while opportunities or projects are linked to it."""
    return changing.remove(
        lambda unit: account_shown(changing.call, unit, account),
        lambda unit: _binned(changing.call, unit, Record.ACCOUNT, account),
    )


def account_shown(call: Call, unit: Unit, id: int) -> Shown:
    return _shown(acts.account_whole(unit, str(id), LATEST).shape(call.shapes(unit)))


# --- contacts ---------------------------------------------------------------------------------------------------------


@router.get("/contacts", response_model=list[schemas.Contact])
def contacts(call: Reader, asked: Annotated[ContactsAsked, Query()]) -> Response:
    """By name: what `contact list --json` prints, a page at a time."""
    place = asked.place("contacts", str, int)
    with call.reading() as unit:
        found = acts.contacts_found(
            unit,
            asked.search,
            account=asked.account,
            type=asked.type,
            where=asked.where,
            limit=asked.limit + 1,
            place=place,
        )
        page = found[: asked.limit]
        last = unit.contacts.place_of(page[-1].id) if len(found) > len(page) else None
        return listed(call, asked, call.shapes(unit).contacts(page), "contacts", last)


@router.post("/contacts", response_model=schemas.ContactWhole, status_code=201)
def add_contact(making: Makes, body: ContactNew) -> Response:
    def act(unit: Unit) -> tuple[str, Any]:
        sent = {name: value for name, value in body.values().items() if value is not None}
        id = acts.add_contact(unit, sent.pop("name"), **sent, own=settings(body.fields)).id
        return f"/contacts/{id}", lambda unit: contact_shown(making.call, unit, id)

    return making.make(body, act)


@router.get("/contacts/{contact}", response_model=schemas.ContactWhole)
def contact(call: Reader, contact: Id) -> Response:
    """What `contact show --json` prints."""
    with call.reading() as unit:
        return answer(call.request, contact_shown(call, unit, contact))


@router.patch("/contacts/{contact}", response_model=schemas.ContactWhole)
def edit_contact(changing: Changes, contact: Id, body: ContactEdit) -> Response:
    return changing.change(
        body,
        lambda unit: contact_shown(changing.call, unit, contact),
        lambda unit: acts.edit_contact(unit, str(contact), body.values(), settings(body.fields)),
    )


@router.delete("/contacts/{contact}", response_model=schemas.Binned)
def delete_contact(changing: Changes, contact: Id) -> Response:
    """Move them to the recycle bin; refused while opportunities or projects are linked to them."""
    return changing.remove(
        lambda unit: contact_shown(changing.call, unit, contact),
        lambda unit: _binned(changing.call, unit, Record.CONTACT, contact),
    )


def contact_shown(call: Call, unit: Unit, id: int) -> Shown:
    return _shown(acts.contact_whole(unit, str(id), LATEST).shape(call.shapes(unit)))


def _shown(shape: dict[str, Any]) -> Shown:
    hanging = ("contacts", "opportunities", "projects", "history")
    return Shown(shape, {name: shape.pop(name) for name in hanging if name in shape})


def _binned(call: Call, unit: Unit, kind: Record, id: int) -> dict[str, Any]:
    return binned_shape(acts.delete_record(unit, kind, str(id))[0], call.desk.prefix)
