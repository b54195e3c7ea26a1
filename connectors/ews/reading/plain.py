"""Items out of what a server answers, by themselves: no connection is at hand, as in a process apart. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from connectors.ews.reading import convert
from connectors.ews.wire.xml import Element, M, S, T, code_of, has, items_of, parse
from connectors.mailbox import FolderKind, Item, PassedOver, Unreadable, Upserted

Read = Upserted | PassedOver | Unreadable
Look = Callable[[Item, bool], object]  # what an item shows, in a folder of what its user sent or in another

_SUBJECT, _DRAFT = f"{T}Subject", f"{T}IsDraft"


def read(item_id: str, element: Element, kind: FolderKind) -> Read:
    """What an item's element says, in such a folder."""
    try:
        return Upserted(convert.item(element, kind))
    except (convert.NoMail, convert.Ours) as other:
        return PassedOver(item_id, str(other))
    except convert.NotUnderstood as problem:
        return Unreadable(item_id, str(problem))


def is_complete(mail: Element) -> bool:
    """Whether a mail comes with all that is asked for once more where it lacks."""
    return has(mail, _SUBJECT) and has(mail, _DRAFT)


def mails(content: bytes, item_ids: Sequence[str], look: Look, is_sent: bool) -> tuple[Read, ...] | None:
    """The mails of an answer to GetItem, each with what `look` shows of it.

    None for any answer that gives not all of them, or not whole: who has a connection knows what is to be done.
    """
    body = parse(content).find(f"{S}Body")
    messages = body.find(f"{M}GetItemResponse/{M}ResponseMessages") if body is not None else None
    if messages is None or len(messages) != len(item_ids):
        return None
    found: list[Read] = []
    for item_id, message in zip(item_ids, messages, strict=True):
        if message.get("ResponseClass") != "Success" or code_of(message) != "NoError":
            return None
        items = items_of(message)
        if len(items) != 1 or not is_complete(items[0]):
            return None
        one = read(item_id, items[0], FolderKind.MAIL)
        found.append(Upserted(one.item, look(one.item, is_sent)) if isinstance(one, Upserted) else one)
    return tuple(found)
