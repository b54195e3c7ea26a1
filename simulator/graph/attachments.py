"""Attachments as Graph shows and takes them."""

from __future__ import annotations

import base64
from typing import Any

from simulator.graph.call import GraphCall, Json
from simulator.graph.errors import GraphError
from simulator.graph.ids import rest
from simulator.mailboxes.items import Attachment, Item, attachment_id


def attachment_of(call: GraphCall, item: Item, number: int) -> Json:
    one = item.attachments[number]
    own = rest(attachment_id(item, number))
    shown: Json = {
        "@odata.type": f"#microsoft.graph.{'itemAttachment' if one.is_item else 'fileAttachment'}",
        "id": call.id_of(item) + own[len(item.id) :],
        "lastModifiedDateTime": item.get("LastModifiedTime"),
        "name": one.name,
        "contentType": one.content_type,
        "size": len(one.content),
        "isInline": one.is_inline,
    }
    if not one.is_item:
        shown |= {
            "contentId": one.content_id or None,
            "contentLocation": None,
            "contentBytes": base64.b64encode(one.content).decode(),
        }
    return shown


def attachment_given(body: Any) -> Attachment:
    """The attachment that a request holds; raises GraphError for one without a name or content."""
    kind = str(body.get("@odata.type") or "") if isinstance(body, dict) else ""
    if not kind.endswith("fileAttachment") or not body.get("name"):
        raise GraphError(400, "ErrorInvalidRequest", "An attachment needs a type and a name.")
    try:
        content = base64.b64decode(body.get("contentBytes") or "", validate=True)
    except ValueError:
        raise GraphError(400, "ErrorInvalidRequest", "An attachment's content is not Base64.") from None
    return Attachment(
        name=str(body["name"]),
        content_type=str(body.get("contentType") or "application/octet-stream"),
        content=content,
        content_id=str(body.get("contentId") or ""),
        is_inline=bool(body.get("isInline")),
    )
