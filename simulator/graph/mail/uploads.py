"""Upload sessions: large attachments that come in pieces, to an address of their own that needs no token."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import GraphError
from simulator.graph.mail.edits import sized
from simulator.graph.mail.shape import MESSAGE_TAGS
from simulator.graph.registry import handles
from simulator.mailboxes.items import Attachment, Item
from simulator.mailboxes.mailbox import Mailbox

PATH = "/upload/"
_LARGEST = 150 * 1024 * 1024
_RANGE = re.compile(r"^bytes (\d{1,12})-(\d{1,12})/(\d{1,12})$")


@dataclass
class Upload:
    """What has come of an attachment so far."""

    mailbox: Mailbox
    item: Item
    name: str
    content_type: str
    size: int
    ends: str
    content: bytearray = field(default_factory=bytearray)

    def told(self) -> Json:
        return {"expirationDateTime": self.ends, "nextExpectedRanges": [f"{len(self.content)}-"]}


@handles("POST", "messages/{id}/attachments/createUploadSession")
@handles("POST", "events/{id}/attachments/createUploadSession")
def create_session(call: GraphCall) -> Reply:
    kinds = MESSAGE_TAGS if "/messages/" in call.template else {"CalendarItem"}
    item = call.item(call.ids[0], *kinds)
    given = call.parameters("createUploadSession").get("attachmentitem")
    if not isinstance(given, dict) or not isinstance(given.get("size"), int) or not given.get("name"):
        raise GraphError(400, "ErrorInvalidRequest", "The AttachmentItem has no name or no size.")
    if not 0 < given["size"] <= _LARGEST:
        raise GraphError(
            400, "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize", "The attachment is too large or empty."
        )
    ends = f"{call.now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    kind = str(given.get("contentType") or "application/octet-stream")
    upload = Upload(call.mailbox, item, str(given["name"]), kind, given["size"], ends)
    key = uuid.uuid4().hex
    call.state.uploads[key] = upload
    origin = call.base.partition("/v1.0")[0]
    return Reply({"uploadUrl": f"{origin}{PATH}{key}", **upload.told()}, status=201)


def take_piece(upload: Upload, method: str, content_range: str, body: bytes) -> Reply:
    """The next piece, in its order; with the last one the item has the attachment. Raises GraphError."""
    if method == "GET":
        return Reply(upload.told())
    found = _RANGE.match(content_range.strip())
    if method != "PUT" or found is None:
        raise GraphError(400, "InvalidContentRange", "The Content-Range header is missing or malformed.")
    first, last, size = (int(number) for number in found.groups())
    if first != len(upload.content) or size != upload.size or last - first + 1 != len(body) or last >= size:
        raise GraphError(416, "InvalidRange", "The range is not the one that is expected next.")
    upload.content += body
    if len(upload.content) < upload.size:
        return Reply(upload.told())
    attachment = Attachment(upload.name, upload.content_type, bytes(upload.content))
    upload.item.attachments = [*upload.item.attachments, attachment]
    sized(upload.item)
    upload.mailbox.touch(upload.item.master or upload.item)
    return Reply(status=201)
