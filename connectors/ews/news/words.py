"""What is said and told of subscriptions. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.ews.wire.xml import BadAnswer, Element, T, m, t

# "New mail" is told of what is "created" as well.
_KINDS = ("CreatedEvent", "DeletedEvent", "ModifiedEvent", "MovedEvent", "CopiedEvent")
_ARRANGED = {f"{T}{kind}" for kind in ("CreatedEvent", "DeletedEvent", "MovedEvent", "CopiedEvent")}
_STATUS = f"{T}StatusEvent"


def subscribe_to_pull(minutes: int) -> Element:
    """To all folders; forgotten when it is not asked for as long as that."""
    return m.Subscribe(
        m.PullSubscriptionRequest(_kinds(), t.Timeout(str(minutes)), SubscribeToAllFolders="true"),
    )


def subscribe_to_stream() -> Element:
    return m.Subscribe(m.StreamingSubscriptionRequest(_kinds(), SubscribeToAllFolders="true"))


def unsubscribe(id: str) -> Element:
    return m.Unsubscribe(m.SubscriptionId(id))


def get_events(id: str, watermark: str) -> Element:
    return m.GetEvents(m.SubscriptionId(id), m.Watermark(watermark))


def get_streaming_events(ids: Sequence[str], minutes: int) -> Element:
    return m.GetStreamingEvents(
        m.SubscriptionIds(*(t.SubscriptionId(id) for id in ids)), m.ConnectionTimeout(str(minutes))
    )


def _kinds() -> Element:
    return t.EventTypes(*(t.EventType(kind) for kind in _KINDS))


@dataclass(frozen=True, slots=True)
class Told:
    """What one notification says of a mailbox."""

    folder_ids: frozenset[str]
    are_folders_other: bool
    watermark: str  # "" where none is given
    is_more: bool

    @classmethod
    def by(cls, notification: Element) -> Told:
        """Raises BadAnswer for an event that does not say where it was: what it is of is then not known."""
        found: set[str] = set()
        are_folders_other = False
        for event in _events(notification):
            folder = event.find(f"{T}FolderId")
            if folder is not None:
                are_folders_other = are_folders_other or event.tag in _ARRANGED
                found.add(folder.get("Id") or "")
                continue
            parent, before = event.find(f"{T}ParentFolderId"), event.find(f"{T}OldParentFolderId")
            if event.find(f"{T}ItemId") is None or parent is None or (event.tag == f"{T}MovedEvent" and before is None):
                raise BadAnswer("an event does not say in which folder it was")
            found |= {one.get("Id") or "" for one in (parent, before) if one is not None}
        if "" in found:
            raise BadAnswer("an event names a folder without its id")
        marks = [mark.text or "" for mark in notification.iterfind(f"*/{T}Watermark")]
        is_more = notification.findtext(f"{T}MoreEvents") in ("true", "1")
        return cls(frozenset(found), are_folders_other, marks[-1] if marks else "", is_more)


def _events(notification: Element) -> Iterable[Element]:
    return (one for one in notification if str(one.tag).endswith("Event") and one.tag != _STATUS)
