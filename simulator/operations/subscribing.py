"""Subscribe, Unsubscribe, GetEvents, GetStreamingEvents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from lxml import etree

from simulator.call import Call, ids
from simulator.mailboxes.events import Event, Events, Thing
from simulator.operations.registry import operation
from simulator.organization import Organization
from simulator.soap import EwsError, SoapFault, failure, response, success
from simulator.streams import Stream
from simulator.subscriptions import STREAMED_FOR, Subscription
from simulator.xml import M, T, leaf, timestamp

_PULL, _STREAMING = f"{M}PullSubscriptionRequest", f"{M}StreamingSubscriptionRequest"
_STRANGER = "AQMk" + "U" * 100


@operation("Subscribe")
def subscribe(call: Call) -> str:
    asked = next(call.element.iterchildren(tag=etree.Element))
    if asked.tag not in (_PULL, _STREAMING):
        raise SoapFault("ErrorInvalidOperation", "This server pushes nothing.")
    try:
        made = _made(call, asked)
    except EwsError as error:
        return response("Subscribe", [failure("Subscribe", error)])
    watermark = "" if made.is_streaming else f"<m:Watermark>{made.watermark(made.number)}</m:Watermark>"
    return response("Subscribe", [success("Subscribe", f"<m:SubscriptionId>{made.id}</m:SubscriptionId>{watermark}")])


def _made(call: Call, asked: etree._Element) -> Subscription:
    organization, mailbox = call.organization, call.mailbox
    folders = None
    if asked.get("SubscribeToAllFolders") not in ("true", "1"):
        found = [call.folder(holder) for holder in asked.iterfind(f"{T}FolderIds/*")]
        if not found:
            raise EwsError("ErrorInvalidSubscriptionRequest", "No folder is named.")
        if any(whose is not mailbox for whose, _ in found):
            raise EwsError("ErrorSubscriptionDelegateAccessNotSupported")
        folders = frozenset(folder.id for _, folder in found)
    elif asked.find(f"{T}FolderIds") is not None:
        raise EwsError("ErrorInvalidSubscriptionRequest", "All folders, or those that are named.")
    kinds = frozenset(kind.text or "" for kind in asked.iterfind(f"{T}EventTypes/{T}EventType"))
    is_streaming = asked.tag == _STREAMING
    now = organization.clock()
    minutes = int(asked.findtext(f"{T}Timeout") or "0")
    lifetime = STREAMED_FOR if is_streaming else timedelta(minutes=minutes)
    made = Subscription(
        id=f"{mailbox.address}/{uuid.uuid4()}",
        address=mailbox.address,
        caller=call.caller.name,
        is_streaming=is_streaming,
        folders=folders,
        kinds=kinds,
        number=mailbox.events.number,
        began=now,
        lifetime=lifetime,
        expires=now + lifetime,
        server=call.server,
    )
    organization.subscriptions[made.id] = made
    return made


@operation("Unsubscribe")
def unsubscribe(call: Call) -> str:
    try:
        made = _known(call, call.element.findtext(f"{M}SubscriptionId") or "")
    except EwsError as error:
        return response("Unsubscribe", [failure("Unsubscribe", error)])
    del call.organization.subscriptions[made.id]
    return response("Unsubscribe", [success("Unsubscribe")])


@operation("GetEvents")
def get_events(call: Call) -> str:
    try:
        return response("GetEvents", [success("GetEvents", _pulled(call))])
    except EwsError as error:
        return response("GetEvents", [failure("GetEvents", error)])


def _pulled(call: Call) -> str:
    organization = call.organization
    made = _known(call, call.element.findtext(f"{M}SubscriptionId") or "")
    if made.is_streaming:
        raise EwsError("ErrorInvalidPullSubscriptionId")
    since = made.number_of(call.element.findtext(f"{M}Watermark") or "")
    events = _events(organization, made)
    if since is None or since > events.number:
        raise EwsError("ErrorInvalidWatermark")
    if not events.are_kept_after(since):
        del organization.subscriptions[made.id]
        raise EwsError("ErrorMissedNotificationEvents")
    made.expires = organization.clock() + made.lifetime
    some, last, is_more = _next(organization, made, since)
    made.number = last
    return _notification(organization, made, some, since, last, is_more=is_more)


@operation("GetStreamingEvents")
def get_streaming_events(call: Call) -> str:
    organization = call.organization
    wanted = [one.text or "" for one in ids(call.element, "SubscriptionIds")]
    made, lost, refusal = [], [], None
    for id in wanted:
        try:
            found = _known(call, id)
            if not found.is_streaming:
                raise EwsError("ErrorInvalidSubscription")
            made.append(found)
        except EwsError as error:
            lost.append(id)
            refusal = error
    if refusal is not None:
        named = "".join(leaf("SubscriptionId", id) for id in lost)
        content = f"<m:ErrorSubscriptionIds>{named}</m:ErrorSubscriptionIds>"
        content += "<m:ConnectionStatus>Closed</m:ConnectionStatus>"
        return response("GetStreamingEvents", [failure("GetStreamingEvents", refusal, content)])
    mine = {one.stream for one in organization.subscriptions.values() if one.caller == call.caller.name}
    displaced = {one.stream for one in made}
    if len(mine - displaced - {0}) >= organization.telling.most_streams:
        return response("GetStreamingEvents", [failure("GetStreamingEvents", EwsError("ErrorExceededConnectionCount"))])
    minutes = int(call.element.findtext(f"{M}ConnectionTimeout") or "1")
    call.stream = _stream(organization, made, timedelta(minutes=minutes))
    return _status("OK")


def _stream(organization: Organization, made: Sequence[Subscription], lasts: timedelta) -> Stream:
    number = 1 + max((one.stream for one in organization.subscriptions.values()), default=0)
    until = organization.clock() + lasts
    for one in made:
        one.stream = number

    def told() -> str | None:
        with organization.lock:
            return _told(organization, made, number)

    def goodbye() -> str | None:
        with organization.lock:
            gone = [
                one for one in made if organization.subscriptions.get(one.id) is not one or _is_over(organization, one)
            ]
            if gone:
                named = "".join(leaf("SubscriptionId", one.id) for one in gone)
                content = f"<m:ErrorSubscriptionIds>{named}</m:ErrorSubscriptionIds>"
                content += "<m:ConnectionStatus>Closed</m:ConnectionStatus>"
                error = EwsError("ErrorSubscriptionNotFound")
                return response("GetStreamingEvents", [failure("GetStreamingEvents", error, content)])
            is_over = organization.clock() >= until or any(one.stream != number for one in made)
        return _status("Closed") if is_over else None

    def left() -> None:
        with organization.lock:
            for one in made:
                if one.stream == number:
                    one.stream = 0
                    one.expires = organization.clock() + one.lifetime

    return Stream(told, _status("OK"), goodbye, organization.telling.heart_beat.total_seconds(), left=left)


def _told(organization: Organization, made: Sequence[Subscription], number: int) -> str | None:
    found = []
    for one in made:
        if one.stream != number or organization.telling.deaf_streams or one.id not in organization.subscriptions:
            continue
        one.expires = organization.clock() + one.lifetime
        some, last, _ = _next(organization, one, one.number)
        since, one.number = one.number, last
        if some:
            found.append(_notification(organization, one, some, since, last, is_more=False))
    if not found:
        return None
    content = f"<m:Notifications>{''.join(found)}</m:Notifications>".replace("m:Notification>", "t:Notification>")
    return response("GetStreamingEvents", [success("GetStreamingEvents", content)])


def _status(status: str) -> str:
    return response(
        "GetStreamingEvents", [success("GetStreamingEvents", f"<m:ConnectionStatus>{status}</m:ConnectionStatus>")]
    )


def _known(call: Call, id: str) -> Subscription:
    made = call.organization.subscriptions.get(id)
    if made is None or made.server != call.server:  # another server's
        raise EwsError("ErrorSubscriptionNotFound")
    if made.caller != call.caller.name:
        raise EwsError("ErrorSubscriptionAccessDenied")
    if _is_over(call.organization, made):
        del call.organization.subscriptions[id]
        raise EwsError("ErrorExpiredSubscription")
    return made


def _is_over(organization: Organization, made: Subscription) -> bool:
    now, most = organization.clock(), organization.telling.forgets_subscriptions_after
    is_gone = organization.mailbox(made.address) is None
    return is_gone or now >= made.expires or (most is not None and now >= made.began + most)


def _events(organization: Organization, made: Subscription) -> Events:
    mailbox = organization.mailbox(made.address)
    if mailbox is None:
        raise EwsError("ErrorSubscriptionNotFound")
    return mailbox.events


def _next(organization: Organization, made: Subscription, since: int) -> tuple[list[Event], int, bool]:
    """The next events that it wants, the last one that was looked at, and whether there are more."""
    events = _events(organization, made)
    most = organization.telling.most_events
    some = list(islice((one for one in events.after(since) if _is_wanted(organization, made, one)), most + 1))
    is_more = len(some) > most
    last = some[most - 1].number if is_more else events.number
    return some[:most], last, is_more


def _is_wanted(organization: Organization, made: Subscription, event: Event) -> bool:
    if event.kind not in made.kinds:
        return False
    things = [one for one in (event.thing, event.before) if one is not None]
    touched = {one.parent_id for one in things} | {one.id for one in things if one.is_folder}
    if made.folders is not None:
        return bool(touched & made.folders)
    mailbox = organization.mailbox(made.address)  # the archive is a mailbox of its own
    return mailbox is not None and not any(
        folder.is_archive for id in touched if (folder := mailbox.folders.get(id)) is not None
    )


def _notification(
    organization: Organization, made: Subscription, events: Sequence[Event], since: int, last: int, *, is_more: bool
) -> str:
    telling = organization.telling
    told = "".join(_event(organization, made, one, is_last=one is events[-1], last=last) for one in events)
    if telling.tells_of_strangers:
        told += _stranger(organization, made, last)
    if not told:
        told = f"<t:StatusEvent>{_mark(made, last)}</t:StatusEvent>"
    before, more = "", ""
    if not made.is_streaming:
        before = f"<t:PreviousWatermark>{made.watermark(since)}</t:PreviousWatermark>"
        more = leaf("MoreEvents", str(is_more or telling.always_more_events).lower())
    parts = leaf("SubscriptionId", made.id) + before + more + told
    for name in organization.quirks.leave_out:
        parts = _without(parts, name)
    return f"<m:Notification>{parts}</m:Notification>"


def _event(organization: Organization, made: Subscription, event: Event, *, is_last: bool, last: int) -> str:
    content = _mark(made, last if is_last else event.number) + leaf("TimeStamp", timestamp(event.at))
    content += _named(event.thing)
    if event.before is not None:
        content += _named(event.before, "Old")
    return f"<t:{event.kind}>{content}</t:{event.kind}>"


def _stranger(organization: Organization, made: Subscription, last: int) -> str:
    number = f"{organization.clock().timestamp():.0f}".encode().hex()
    id = _STRANGER[: -len(number)] + number
    content = _mark(made, last) + leaf("TimeStamp", timestamp(organization.clock()))
    content += _named(Thing(False, id.replace("AQMk", "AAMk"), "CQAAAA==", id, "AQAAAA=="))
    return f"<t:CreatedEvent>{content}</t:CreatedEvent>"


def _mark(made: Subscription, number: int) -> str:
    return "" if made.is_streaming else leaf("Watermark", made.watermark(number))


def _named(thing: Thing, old: str = "") -> str:
    kind = "Folder" if thing.is_folder else "Item"
    return (
        f'<t:{old}{kind}Id Id="{thing.id}" ChangeKey="{thing.change_key}"/>'
        f'<t:{old}ParentFolderId Id="{thing.parent_id}" ChangeKey="{thing.parent_key}"/>'
    )


def _without(parts: str, name: str) -> str:
    """The text without these elements, whatever is in them."""
    root = etree.fromstring(f'<x xmlns:t="{T[1:-1]}">{parts}</x>')
    etree.strip_elements(root, f"{T}{name}", with_tail=False)
    whole = etree.tostring(root, encoding="unicode")
    return whole[whole.index(">") + 1 : whole.rindex("</x>")] if len(root) else ""
