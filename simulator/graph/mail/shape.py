"""A message as Graph shows it: each property by itself, so that only what is asked for is made."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from html import escape as escape_html
from html import unescape
from typing import Any
from urllib.parse import quote

from simulator.graph import extended
from simulator.graph.call import GraphCall, Json
from simulator.graph.errors import bad_request
from simulator.graph.ids import rest
from simulator.graph.mail.flags import flag_of
from simulator.graph.options import Options
from simulator.graph.times import NamedZone
from simulator.mailboxes.items import Item, attachment_id
from simulator.mailboxes.mapi import extended_value
from simulator.xml import moment

MESSAGE_TAGS = frozenset({"Message", "MeetingRequest", "MeetingCancellation", "MeetingResponse", "PostItem"})
_PEOPLE = re.compile(r"<t:Mailbox>(?:<t:Name>([^<]*)</t:Name>)?(?:<t:EmailAddress>([^<]*)</t:EmailAddress>)?")
_PREVIEW = 255


def people(call: GraphCall, item: Item, name: str) -> list[Json]:
    """A list of recipients, by their SMTP addresses where the address book has them."""
    found = []
    for shown, address in _PEOPLE.findall(item.fields.get(name, "")):
        resolved = call.organization.smtp_address(unescape(address))
        person = {"name": unescape(shown) or resolved, "address": resolved}
        found.append({"emailAddress": {key: value for key, value in person.items() if value or key == "name"}})
    return found


def body(item: Item, wanted: str) -> Json:
    """The body in the form that the client prefers; plain text is shown as HTML unless it asks for text."""
    if wanted == "text":
        return {"contentType": "text", "content": item.text}
    if item.html is not None:
        return {"contentType": "html", "content": item.html}
    if item.flag("IsDraft"):
        return {"contentType": "text", "content": item.text}
    lines = escape_html(item.text).replace("\r\n", "\n").replace("\n", "<br>\r\n")
    head = '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    return {"contentType": "html", "content": f'{head}<body>\r\n<div class="PlainText">{lines}</div>\r\n</body></html>'}


def preview(item: Item) -> str:
    return " ".join(item.text[: _PREVIEW * 8].split())[:_PREVIEW]


def _from(name: str) -> Callable[[GraphCall, Item], Any]:
    def value(call: GraphCall, item: Item) -> Any:
        found = people(call, item, name)
        return found[0] if found else None

    return value


def _many(name: str) -> Callable[[GraphCall, Item], Any]:
    return lambda call, item: people(call, item, name)


def _bool(name: str) -> Callable[[GraphCall, Item], Any]:
    return lambda _call, item: item.flag(name)


def _moment(name: str) -> Callable[[GraphCall, Item], Any]:
    return lambda _call, item: item.get(name) or None


def _conversation(_call: GraphCall, item: Item) -> str | None:
    found = re.search('Id="([^"]*)"', item.fields.get("ConversationId", ""))
    return rest(unescape(found[1])) if found else None


def _index(_call: GraphCall, item: Item) -> str | None:
    return item.get("ConversationIndex") or None


def _headers(_call: GraphCall, item: Item) -> list[Json] | None:
    return [{"name": name, "value": value} for name, value in item.headers] or None


def _flag(call: GraphCall, item: Item) -> Json:
    return flag_of(item, NamedZone(call.prefer.zone or "UTC", call.prefer.zone_info))


def _web_link(call: GraphCall, item: Item) -> str:
    own = quote(rest(item.id), safe="")
    return f"https://outlook.office365.com/owa/?ItemID={own}&exvsurl=1&viewmodel=ReadMessageItem"


_VALUES: dict[str, Callable[[GraphCall, Item], Any]] = {
    "createdDateTime": _moment("DateTimeCreated"),
    "lastModifiedDateTime": _moment("LastModifiedTime"),
    "changeKey": lambda _call, item: item.change_key,
    "categories": lambda _call, item: item.categories,
    "receivedDateTime": _moment("DateTimeReceived"),
    "sentDateTime": _moment("DateTimeSent"),
    "hasAttachments": _bool("HasAttachments"),
    "internetMessageId": lambda _call, item: item.get("InternetMessageId") or None,
    "subject": lambda _call, item: item.subject if "Subject" in item.fields else None,
    "bodyPreview": lambda _call, item: preview(item),
    "importance": lambda _call, item: (item.get("Importance") or "Normal").lower(),
    "parentFolderId": lambda _call, item: rest(item.folder.id),
    "conversationId": _conversation,
    "conversationIndex": _index,
    "isDeliveryReceiptRequested": _bool("IsDeliveryReceiptRequested"),
    "isReadReceiptRequested": _bool("IsReadReceiptRequested"),
    "isRead": _bool("IsRead"),
    "isDraft": _bool("IsDraft"),
    "webLink": _web_link,
    "inferenceClassification": lambda call, _item: "archived" if call.quirks.adds else "focused",
    "body": lambda call, item: body(item, call.prefer.body),
    "sender": _from("Sender"),
    "from": _from("From"),
    "toRecipients": _many("ToRecipients"),
    "ccRecipients": _many("CcRecipients"),
    "bccRecipients": _many("BccRecipients"),
    "replyTo": _many("ReplyTo"),
    "flag": _flag,
    "uniqueBody": lambda call, item: body(item, call.prefer.body),
    "internetMessageHeaders": _headers,
}
_ONLY_WHEN_SELECTED = {"uniqueBody", "internetMessageHeaders"}
_NOT_BASIC = {"body", "bodyPreview", "uniqueBody", "internetMessageHeaders"}
_BY_LOWER = {name.lower(): name for name in _VALUES}

_KINDS = {
    "MeetingRequest": "eventMessageRequest",
    "MeetingCancellation": "eventMessage",
    "MeetingResponse": "eventMessageResponse",
}
_MEETINGS = {
    "ipm.schedule.meeting.request": "meetingRequest",
    "ipm.schedule.meeting.canceled": "meetingCancelled",
    "ipm.schedule.meeting.resp.pos": "meetingAccepted",
    "ipm.schedule.meeting.resp.tent": "meetingTenativelyAccepted",
    "ipm.schedule.meeting.resp.neg": "meetingDeclined",
}
_ANSWERS = {
    "meetingAccepted": "accepted",
    "meetingTenativelyAccepted": "tentativelyAccepted",
    "meetingDeclined": "declined",
}


def _event_values(call: GraphCall, item: Item) -> Json:
    """What messages about meetings have besides."""
    meeting = _MEETINGS.get(item.item_class.lower(), "none")
    values: Json = {
        "meetingMessageType": "meetingForwarded" if call.quirks.adds else meeting,
        "isOutOfDate": False,
        "isAllDay": item.flag("IsAllDayEvent"),
        "isDelegated": False,
        "type": "seriesMaster" if "Recurrence" in item.fields else "singleInstance",
        "recurrence": None,
        "location": {"displayName": item.get("Location"), "locationType": "default", "uniqueIdType": "unknown"},
    }
    for name, own in (("startDateTime", "Start"), ("endDateTime", "End")):
        text = item.get(own)
        values[name] = _in_zone(call, moment(text)) if text else None
    if item.tag == "MeetingRequest":
        values |= {
            "meetingRequestType": "newMeetingRequest",
            "allowNewTimeProposals": True,
            "responseRequested": item.get("IsResponseRequested") != "false",
            "previousLocation": None,
            "previousStartDateTime": None,
            "previousEndDateTime": None,
        }
    if item.tag == "MeetingResponse":
        values |= {"responseType": _ANSWERS.get(meeting, "none"), "proposedNewTime": None}
    return values


def _in_zone(call: GraphCall, at: datetime) -> Json:
    local = at.astimezone(call.prefer.zone_info)
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": call.prefer.zone or "UTC"}


def message_json(call: GraphCall, item: Item, options: Options, *, in_delta: bool = False) -> Json:
    """The message with what the options select and expand."""
    kind = _KINDS.get(item.tag)
    shown: Json = {"@odata.type": f"#microsoft.graph.{kind}"} if kind else {}
    if in_delta and not kind:
        shown["@odata.type"] = "#microsoft.graph.message"
    shown["@odata.etag"] = f'W/"{item.change_key}"'
    shown["id"] = call.id_of(item)
    hidden = _NOT_BASIC if _is_basic(call) else frozenset()
    if in_delta and call.quirks.no_headers_in_deltas:
        hidden = hidden | {"internetMessageHeaders"}
    if call.quirks.sent_without_headers and item.folder.wellknown == "sentitems":
        hidden = hidden | {"internetMessageHeaders"}
    names = _selected(tuple(options.select))
    for name in names:
        if name in _VALUES and name not in hidden:
            shown[name] = _VALUES[name](call, item)
    if kind:
        for name, value in _event_values(call, item).items():
            if not options.select or name.lower() in names.lowered:
                shown[name] = value
    if call.quirks.adds:
        shown["mentionsPreview"] = {"isMentioned": False}
    if "internetMessageHeaders" in shown and shown["internetMessageHeaders"] is None:
        del shown["internetMessageHeaders"]
    if options.expand and not (in_delta and call.quirks.expand_in_deltas == "ignored"):
        _expand(call, item, options, shown)
    return shown


class _Names(tuple[str, ...]):
    lowered: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def _selected(select: tuple[str, ...]) -> _Names:
    """The names of the properties that a $select means; raises GraphError for one that a message has not."""
    if not select:
        return _Names(name for name in _VALUES if name not in _ONLY_WHEN_SELECTED)
    lowered = {one.lower() for one in select}
    unknown = lowered - _BY_LOWER.keys() - _OF_EVENTS - {"id", "*"}
    if unknown:
        wrong = next(one for one in select if one.lower() in unknown)
        raise bad_request(
            "Parsing OData Select and Expand failed: Could not find a property named "
            f"'{wrong}' on type 'microsoft.graph.message'."
        )
    names = _Names(name for name in _VALUES if name.lower() in lowered or "*" in lowered)
    names.lowered = frozenset(lowered)
    return names


_OF_EVENTS = {
    *("meetingmessagetype", "isoutofdate", "isallday", "isdelegated", "type", "recurrence", "location"),
    *("startdatetime", "enddatetime", "meetingrequesttype", "allownewtimeproposals", "responserequested"),
    *("previouslocation", "previousstartdatetime", "previousenddatetime", "responsetype", "proposednewtime"),
    *("extensions", "singlevalueextendedproperties", "multivalueextendedproperties", "attachments"),
}


def _is_basic(call: GraphCall) -> bool:
    """Whether the application may see no more than the envelope."""
    return bool(call.client_id) and not call.permissions & {"Mail.Read", "Mail.ReadWrite"}


def _expand(call: GraphCall, item: Item, options: Options, shown: Json) -> None:
    if _is_basic(call):
        return
    for one in options.expand:
        match one.name:
            case "singlevalueextendedproperties":
                found = extended.rows(item, extended.wanted_ids(one), many=False)
                if found:
                    shown["singleValueExtendedProperties"] = found
            case "multivalueextendedproperties":
                found = extended.rows(item, extended.wanted_ids(one), many=True)
                if found:
                    shown["multiValueExtendedProperties"] = found
            case "attachments":
                shown["attachments"] = [attachment_json(call, item, number) for number in kept_attachments(item)]
            case "extensions":
                shown["extensions"] = []
            case _:
                raise bad_request(
                    "Parsing OData Select and Expand failed: Could not find a property named "
                    f"'{one.name}' on type 'microsoft.graph.message'."
                )


def kept_attachments(item: Item) -> list[int]:
    return [number for number, one in enumerate(item.attachments) if not one.is_gone]


def attachment_json(call: GraphCall, item: Item, number: int) -> Json:
    """An attachment with its content, or, of a whole message, without."""
    one = item.attachments[number]
    suffix = attachment_id(item, number)[len(item.id) :]
    shown: Json = {
        "@odata.type": "#microsoft.graph.itemAttachment" if one.is_item else "#microsoft.graph.fileAttachment",
        "@odata.mediaContentType": one.content_type,
        "id": rest(_base_id(call, item) + suffix),
        "lastModifiedDateTime": item.get("LastModifiedTime") or None,
        "name": one.name,
        "contentType": one.content_type,
        "size": len(one.content),
        "isInline": one.is_inline,
    }
    if not one.is_item:
        shown |= {"contentId": one.content_id or None, "contentLocation": None}
        shown["contentBytes"] = base64.b64encode(one.content).decode()
    else:
        del shown["@odata.mediaContentType"]
    return shown


def _base_id(call: GraphCall, item: Item) -> str:
    return item.lasting_id if call.prefer.immutable_ids and item.master is None else item.id


def value_of(item: Item, own: str) -> str | None:
    """An extended property by its id, for filters."""
    _, key = extended.property_key(own)
    found = extended_value(item, key)
    return found.values[0] if found is not None and len(found.values) == 1 else None
