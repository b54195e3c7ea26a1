"""The last look at a request before it leaves: nothing is sent to anybody, nothing of the user's is deleted."""

from __future__ import annotations

from lxml import etree

from connectors.ews.wire.xml import M, T

_READS = {"FindFolder", "FindItem", "GetFolder", "GetItem", "GetUserConfiguration", "ResolveNames", "SyncFolderItems"}
_READS |= {"GetEvents", "GetStreamingEvents", "Unsubscribe"}
_WRITES = {
    "CreateItem": {"MessageDisposition": "SaveOnly", "SendMeetingInvitations": "SendToNone"},
    "UpdateItem": {
        "MessageDisposition": "SaveOnly",
        "SendMeetingInvitationsOrCancellations": "SendToNone",
        "ConflictResolution": "NeverOverwrite",
    },
}
# What may be made, each only where Outlook keeps what is not sent: never in the Outbox, never a reply or a response.
_MADE_IN = {"Task": "tasks", "Message": "drafts", "CalendarItem": "calendar"}
_CONFIGURATIONS = {"CreateUserConfiguration", "UpdateUserConfiguration"}


class Forbidden(Exception):
    """A request that this program must never send; the argument names what is wrong with it."""


def check(body: bytes) -> None:
    """Raise Forbidden unless the request only reads, or writes quietly."""
    request = _request(body)
    operation = request.tag.removeprefix(M)
    if operation in _READS:
        return
    if operation == "Subscribe":
        if request.find(f"{M}PushSubscriptionRequest") is not None:
            raise Forbidden("Subscribe with an address that the server is to call")
        return
    if operation in _CONFIGURATIONS:
        names = {name.get("Name") for name in request.iter(f"{T}UserConfigurationName")}
        if names != {"CategoryList"}:
            raise Forbidden(f"{operation} of anything but the category list")
        return
    if operation not in _WRITES:
        raise Forbidden(operation)
    for attribute, only in _WRITES[operation].items():
        if request.get(attribute) != only:
            raise Forbidden(f"{operation} with {attribute} {request.get(attribute)}")
    if request.get("SuppressReadReceipts", "true") != "true":
        raise Forbidden(f"{operation} with read receipts")
    if operation == "CreateItem":
        _check_made(request)


def _check_made(request: etree._Element) -> None:
    folder = request.find(f"{M}SavedItemFolderId/{T}DistinguishedFolderId")
    where = folder.get("Id") if folder is not None else None
    for item in request.iterfind(f"{M}Items/*"):
        name = item.tag.removeprefix(T)
        if where is None or _MADE_IN.get(name) != where:
            raise Forbidden(f"CreateItem of a {name} in {where or 'an unnamed folder'}")


def _request(body: bytes) -> etree._Element:
    try:
        content = etree.fromstring(body).find("{*}Body")
    except etree.XMLSyntaxError as problem:
        raise Forbidden("a request that is not XML") from problem
    if content is None or len(content) != 1:
        raise Forbidden("a request without exactly one operation")
    return content[0]
