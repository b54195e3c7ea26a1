"""Graph's ids: the EWS id in letters that a path can hold, and the one that an item keeps when it moves."""

from __future__ import annotations

import base64

from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox, is_id, is_lasting_id
from simulator.mailboxes.series import occurrence_by_id

_TO_REST = str.maketrans("/+", "-_")
_FROM_REST = str.maketrans("-_", "/+")


def rest(ews_id: str) -> str:
    """An EWS id as Graph writes it."""
    return ews_id.translate(_TO_REST)


def plain(graph_id: str) -> str:
    """The id behind the letters that a path can hold."""
    return graph_id.translate(_FROM_REST)


def lasting(item: Item) -> str:
    """The id that the item keeps in its mailbox; of an occurrence, its master's and eight characters more."""
    if item.master is not None:
        return rest(item.master.lasting_id + item.id[len(item.master.id) :])
    return rest(item.lasting_id)


def is_graph_id(given: str) -> bool:
    """Whether this server could have given it out, in either form."""
    return is_id(plain(given)) or is_lasting_id(plain(given))


def find(mailbox: Mailbox, given: str) -> Item | None:
    """The item or occurrence that an id of either form means in this mailbox."""
    wanted = plain(given)
    if not is_lasting_id(wanted):
        return mailbox.items.get(wanted) or occurrence_by_id(mailbox, wanted)
    found = mailbox.lasting.get(wanted)
    if found is not None:
        return found
    master = mailbox.lasting.get(wanted[:-8])
    if master is None or master.series is None:
        return None
    occurrence_id = master.id + wanted[-8:]
    if occurrence_id not in mailbox.occurrences:
        seconds = int.from_bytes(base64.b64decode(wanted[-8:]), "big", signed=True)
        mailbox.note_occurrence(master, seconds)
    return occurrence_by_id(mailbox, occurrence_id)


class GraphIds:
    """What the items of one mailbox are called in either face; raises KeyError for what is not there."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def immutable(self, ews_id: str) -> str:
        return lasting(self._item(ews_id))

    def rest(self, ews_id: str) -> str:
        return rest(ews_id)

    def ews(self, graph_id: str) -> str:
        return self._item(graph_id).id

    def _item(self, given: str) -> Item:
        found = find(self._mailbox, given)
        if found is None:
            raise KeyError(f"{self._mailbox.address} has no item {given}")
        return found
