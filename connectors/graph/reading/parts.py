"""What messages, events and tasks are made of alike, as Graph writes it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from connectors.characters import clean
from connectors.mailbox import Attachment, Person


class Address(msgspec.Struct, gc=False, rename="camel"):
    name: str | None = None
    address: str | None = None


class Recipient(msgspec.Struct, gc=False, rename="camel"):
    email_address: Address | None = None


class Body(msgspec.Struct, gc=False, rename="camel"):
    content: str | None = None
    content_type: str | None = None


class File(msgspec.Struct, gc=False, rename="camel"):
    """What an item says of an attachment."""

    name: str | None = None
    size: int | None = None
    is_inline: bool | None = None


class Files(msgspec.Struct, gc=False):
    value: list[File] = []
    next_link: str | None = msgspec.field(name="@odata.nextLink", default=None)


FILES = "$select=id,name,size,isInline"


def person(recipient: Recipient) -> Person:
    address = recipient.email_address
    return Person(address.address or "", address.name or "") if address else Person("")


def attachments(files: Iterable[File]) -> tuple[Attachment, ...]:
    return tuple(Attachment(clean(one.name or ""), one.size or 0, bool(one.is_inline)) for one in files)
