"""What a body of JSON sets on a message."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable
from typing import Any

from simulator.graph import extended
from simulator.graph.call import GraphCall, Json
from simulator.graph.errors import GraphError, refusal
from simulator.graph.mail.flags import set_flag
from simulator.mailboxes.items import Attachment, Item, mailbox_element
from simulator.operations.edits import put_people, set_body
from simulator.xml import clean, leaf

# What may be set on drafts alone: who wrote what to whom is not to be rewritten afterwards.
_OF_DRAFTS = {
    *("subject", "body", "torecipients", "ccrecipients", "bccrecipients", "from", "sender", "replyto"),
    *("internetmessageid", "isdeliveryreceiptrequested", "isreadreceiptrequested"),
}
_FREE = {
    *("categories", "flag", "importance", "inferenceclassification", "isread"),
    *("singlevalueextendedproperties", "multivalueextendedproperties"),
}
_ONLY_NEW = {"attachments", "internetmessageheaders", "isdraft", "hasattachments"}
_ADVANCED = {"Mail-Advanced.ReadWrite", "Mail-Advanced.ReadWrite.All"}
_LONGEST_SUBJECT = 255


def set_properties(call: GraphCall, item: Item, body: Json, *, is_new: bool = False) -> set[str]:
    """Set what a body holds, all or nothing; the names of the fields that were set. Raises GraphError."""
    given = {name.lower(): value for name, value in body.items() if "@" not in name}
    _check(call, item, given, is_new=is_new)
    before = copy.copy(item)
    before.fields, before.extended = dict(item.fields), dict(item.extended)
    try:
        return _set_all(call, item, given)
    except GraphError:
        item.__dict__.update(before.__dict__)
        raise


def _set_all(call: GraphCall, item: Item, given: Json) -> set[str]:
    changed: set[str] = set()
    for name, value in given.items():
        setter = _SETTERS.get(name)
        if setter is not None:
            changed.add(setter(call, item, value))
    for name in ("singlevalueextendedproperties", "multivalueextendedproperties"):
        if name in given:
            changed.add("ExtendedProperty")
            changed |= set(extended.put(item, given[name], many=name.startswith("multi")))
    return changed


def _check(call: GraphCall, item: Item, given: Json, *, is_new: bool) -> None:
    known = _FREE | _OF_DRAFTS | (_ONLY_NEW if is_new else set())
    unknown = sorted(given.keys() - known)
    if unknown and not is_new:
        raise GraphError(400, "ErrorInvalidPropertySet", f"The property '{unknown[0]}' is read-only and cannot be set.")
    is_draft = is_new or item.flag("IsDraft")
    if not is_draft and given.keys() & _OF_DRAFTS and not call.permissions & _ADVANCED:
        raise refusal("ErrorAccessDenied")
    for name in ("singlevalueextendedproperties", "multivalueextendedproperties"):
        for one in given.get(name) or []:
            if isinstance(one, dict):
                extended.property_key(str(one.get("id")))
    if "flag" in given:
        set_flag(Item(fields=dict(item.fields)), given["flag"], call.now)


def recipients(value: Any) -> list[tuple[str, str]]:
    """(name, address) of each; raises GraphError for what is no list of people."""
    if not isinstance(value, list):
        raise GraphError(400, "RequestBodyRead", "Recipients are a list.")
    found = []
    for one in value:
        address = one.get("emailAddress") if isinstance(one, dict) else None
        if not isinstance(address, dict):
            raise GraphError(400, "RequestBodyRead", "A recipient has an emailAddress.")
        found.append((clean(str(address.get("name") or "")), clean(str(address.get("address") or ""))))
    return found


def _people(field: str) -> Callable[[GraphCall, Item, Any], str]:
    def put(_call: GraphCall, item: Item, value: Any) -> str:
        put_people(item, field, recipients(value or []))
        return field

    return put


def _person(field: str) -> Callable[[GraphCall, Item, Any], str]:
    def put(_call: GraphCall, item: Item, value: Any) -> str:
        (person,) = recipients([value])
        item.fields[field] = f"<t:{field}>{mailbox_element(*person)}</t:{field}>"
        return field

    return put


def _boolean(field: str) -> Callable[[GraphCall, Item, Any], str]:
    def put(_call: GraphCall, item: Item, value: Any) -> str:
        if not isinstance(value, bool):
            raise GraphError(400, "RequestBodyRead", f"Cannot convert the literal '{value}' to the type 'Edm.Boolean'.")
        item.put(field, str(value).lower())
        return field

    return put


def _subject(_call: GraphCall, item: Item, value: Any) -> str:
    item.put("Subject", clean(str(value or ""))[:_LONGEST_SUBJECT])
    return "Subject"


def _body(_call: GraphCall, item: Item, value: Any) -> str:
    if not isinstance(value, dict):
        raise GraphError(400, "RequestBodyRead", "A body has a content and a contentType.")
    set_body(item, str(value.get("content") or ""), is_html=str(value.get("contentType", "text")).lower() == "html")
    return "Body"


def _categories(_call: GraphCall, item: Item, value: Any) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise GraphError(400, "RequestBodyRead", "Categories are a list of texts.")
    item.categories = [clean(one) for one in value]
    return "Categories"


def _importance(_call: GraphCall, item: Item, value: Any) -> str:
    word = str(value).capitalize()
    if word not in ("Low", "Normal", "High"):
        raise GraphError(400, "RequestBodyRead", f"'{value}' is no importance.")
    item.put("Importance", word)
    return "Importance"


def _flag(call: GraphCall, item: Item, value: Any) -> str:
    set_flag(item, value, call.now)
    return "Flag"


def _message_id(_call: GraphCall, item: Item, value: Any) -> str:
    item.put("InternetMessageId", clean(str(value)))
    return "InternetMessageId"


def _objects(value: Any) -> list[Json]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise GraphError(400, "RequestBodyRead", "A list of objects is expected.")
    return value


def _attachments(_call: GraphCall, item: Item, value: Any) -> str:
    for one in _objects(value):
        item.attachments = [*item.attachments, attachment_from(one)]
    return "Attachments"


def _headers(_call: GraphCall, item: Item, value: Any) -> str:
    for one in _objects(value):
        name = str(one.get("name") or "")
        if not name.lower().startswith("x-"):
            raise GraphError(
                400,
                "InvalidInternetMessageHeader",
                f"The internet message header name '{name}' should start with 'x-' or 'X-'.",
            )
        item.headers = [*item.headers, (clean(name), clean(str(one.get("value") or "")))]
    return "InternetMessageHeaders"


def _unkept(_call: GraphCall, _item: Item, _value: Any) -> str:
    return "Ignored"


_SETTERS: dict[str, Callable[[GraphCall, Item, Any], str]] = {
    "subject": _subject,
    "body": _body,
    "torecipients": _people("ToRecipients"),
    "ccrecipients": _people("CcRecipients"),
    "bccrecipients": _people("BccRecipients"),
    "replyto": _people("ReplyTo"),
    "from": _person("From"),
    "sender": _person("Sender"),
    "categories": _categories,
    "flag": _flag,
    "importance": _importance,
    "isread": _boolean("IsRead"),
    "isdeliveryreceiptrequested": _boolean("IsDeliveryReceiptRequested"),
    "isreadreceiptrequested": _boolean("IsReadReceiptRequested"),
    "internetmessageid": _message_id,
    "inferenceclassification": _unkept,
    "attachments": _attachments,
    "internetmessageheaders": _headers,
}


def attachment_from(given: Any) -> Attachment:
    """The attachment that a body describes; raises GraphError."""
    if not isinstance(given, dict):
        raise GraphError(400, "RequestBodyRead", "An attachment is an object.")
    kind = str(given.get("@odata.type", "")).removeprefix("#").removeprefix("microsoft.graph.")
    if kind not in ("fileAttachment", "itemAttachment"):
        raise GraphError(400, "ErrorInvalidRequest", "The @odata.type of an attachment is missing or not supported.")
    content = str(given.get("contentBytes") or "")
    try:
        data = base64.b64decode(content, validate=True)
    except ValueError:
        raise GraphError(400, "RequestBodyRead", "The contentBytes are not Base64.") from None
    if kind == "itemAttachment":
        item = given.get("item")
        data = str(item.get("subject") if isinstance(item, dict) else "").encode()
    return Attachment(
        name=clean(str(given.get("name") or "")),
        content_type=clean(str(given.get("contentType") or "application/octet-stream")),
        content=data,
        content_id=clean(str(given.get("contentId") or "")),
        is_inline=given.get("isInline") is True,
        is_item=kind == "itemAttachment",
    )


def sized(item: Item) -> None:
    """Let the item say how large it is, and whether anything is attached."""
    has = any(not one.is_inline and not one.is_gone for one in item.attachments)
    item.put("HasAttachments", str(has).lower())
    item.fields["Size"] = leaf("Size", str(len(item.text) + len(item.html or "") + 1000))
