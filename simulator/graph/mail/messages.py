"""Reading mail: lists, single messages, their attachments and MIME, and what changed in a folder."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.deltas import folder_delta
from simulator.graph.errors import GraphError, bad_request, refusal
from simulator.graph.ids import find, rest
from simulator.graph.listing import listed
from simulator.graph.mail.folders import mail_folder
from simulator.graph.mail.shape import (
    MESSAGE_TAGS,
    attachment_json,
    kept_attachments,
    message_json,
    value_of,
)
from simulator.graph.options import Options
from simulator.graph.registry import handles
from simulator.mailboxes.items import Folder, Item, attachment_id
from simulator.mime_content import content_of


def _context(call: GraphCall, folder: Folder | None = None) -> str:
    within = f"mailFolders('{call.ids[0]}')/" if folder is not None else ""
    return f"users('{call.mailbox.address}')/{within}messages"


def message_of(call: GraphCall) -> Item:
    """The message that the path names, in the folder that it names; raises GraphError."""
    if call.template.startswith("/users/{id}/mailfolders/"):
        folder = mail_folder(call, call.ids[0])
        item = call.item(call.ids[1], *MESSAGE_TAGS)
        if item.folder is not folder:
            raise refusal("ErrorItemNotFound")
        return item
    return call.item(call.ids[0], *MESSAGE_TAGS)


def newest_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.arrived, item.entered), reverse=True)


@handles("GET", "messages", "mailFolders/{id}/messages")
def list_messages(call: GraphCall) -> Reply:
    folder = mail_folder(call, call.ids[0]) if call.ids else None
    pool = folder.items.values() if folder is not None else _everywhere(call)
    found = newest_first(item for item in pool if item.tag in MESSAGE_TAGS)

    def lookup(item: Item, names: list[str], extended: list[str]) -> Json:
        known = [name for name in names if name.lower() != "singlevalueextendedproperties"]
        row = message_json(call, item, Options(select=[*known, "id"]))
        if extended:
            rows = [{"id": own, "value": value_of(item, own)} for own in extended]
            row["singleValueExtendedProperties"] = [one for one in rows if one["value"] is not None]
        return row

    return listed(
        call,
        found,
        lambda item: _noted(call, item),
        kind="message",
        context=_context(call, folder),
        lookup=lookup,
        search=_searchable,
    )


def _searchable(item: Item) -> str:
    people = " ".join(item.fields.get(name, "") for name in ("From", "ToRecipients", "CcRecipients"))
    return f"{item.subject} {people} {item.text}".casefold()


def _everywhere(call: GraphCall) -> Iterable[Item]:
    """Every message that people see; what lies in the dumpster and in the archive is not among them."""
    top = call.mailbox.folder("msgfolderroot")
    for item in call.mailbox.items.values():
        if not item.folder.is_archive and call.mailbox.is_within(item.folder, top):
            yield item


def _noted(call: GraphCall, item: Item) -> Json:
    call.state.note_shown(item)
    call.record.note_item(call.mailbox.address, item.id)
    return message_json(call, item, call.options)


@handles("GET", "messages/{id}", "mailFolders/{id}/messages/{id}")
def get_message(call: GraphCall) -> Reply:
    if (
        call.quirks.mistaken != "missing"
        and (event := find(call.mailbox, call.ids[-1]))
        and event.tag == "CalendarItem"
    ):
        return _mistaken(call, event)
    item = message_of(call)
    if call.value:
        return Reply(raw=content_of(call.mailbox, item), content_type="text/plain")
    return one_message(call, item)


def _mistaken(call: GraphCall, event: Item) -> Reply:
    """An event that was asked for as a message."""
    if call.quirks.mistaken == "refused":
        raise refusal("ErrorInvalidRequest")
    kind = {"@odata.type": "#microsoft.graph.event", "@odata.etag": f'W/"{event.change_key}"'}
    shown = {"id": call.id_of(event), "changeKey": event.change_key, "categories": event.categories}
    return Reply({**kind, **shown}, "event")


def one_message(call: GraphCall, item: Item, status: int = 200) -> Reply:
    call.state.note_shown(item)
    context = {"@odata.context": call.context(f"{_context(call)}/$entity")}
    return Reply({**context, **message_json(call, item, call.options)}, "message", status)


@handles("GET", "messages/{id}/attachments", "mailFolders/{id}/messages/{id}/attachments")
def list_attachments(call: GraphCall) -> Reply:
    item = message_of(call)
    if call.value:
        return _content(item, call.ids[-1])
    names = {one.lower() for one in call.options.select}

    def render(number: int) -> Json:
        row = attachment_json(call, item, number)
        kept = {"@odata.type", "id"}
        return {name: value for name, value in row.items() if not names or name in kept or name.lower() in names}

    context = f"users('{call.mailbox.address}')/messages('{call.ids[-1]}')/attachments"
    return listed(call, kept_attachments(item), render, kind="attachment", context=context, default_page=1000)


def _content(item: Item, own: str) -> Reply:
    for number in kept_attachments(item):
        suffix = rest(attachment_id(item, number))[len(item.id) :]
        if own.endswith(suffix):
            return Reply(raw=item.attachments[number].content, content_type=item.attachments[number].content_type)
    raise refusal("ErrorItemNotFound")


@handles("GET", "mailFolders/{id}/messages/delta")
def messages_delta(call: GraphCall) -> Reply:
    """What happened to the messages of a folder. What the server does not understand here, it refuses."""
    folder = mail_folder(call, call.ids[0], missing="ErrorSyncFolderNotFound")
    _check_delta(call)

    def render(item: Item, options: Options) -> Json:
        return message_json(call, item, options, in_delta=True)

    return folder_delta(
        call,
        folder,
        render,
        kind="message",
        context=f"Collection({_context(call, folder)})",
        tags=MESSAGE_TAGS,
    )


def _check_delta(call: GraphCall) -> None:
    options = call.options
    if options.search or options.count or options.skip:
        raise bad_request("Change tracking is not supported against this query.")
    if options.filter is not None:
        text = options.filter_text.lower().split()
        if [name.lower() for name in options.filter.names] != ["receiveddatetime"] or text[1:2] not in (["ge"], ["gt"]):
            raise bad_request("The only supported filters are 'receivedDateTime ge' and 'receivedDateTime gt'.")
    if options.orderby and [(name.lower(), down) for name, down in options.orderby] != [("receiveddatetime", True)]:
        raise bad_request("The only supported order is 'receivedDateTime desc'.")
    if options.expand and call.quirks.expand_in_deltas == "refused":
        raise GraphError(500, "ErrorInternalServerError", "An internal server error occurred. The operation failed.")


@handles("GET", "mailFolders/{id}/childFolders/{id}/messages/{id}/attachments/{id}")
@handles("GET", "mailFolders/{id}/childFolders/{id}/.../messages/{id}/attachments/{id}")
def nested_attachment(call: GraphCall) -> Reply:
    folder = mail_folder(call, call.ids[-3])
    item = call.item(call.ids[-2], *MESSAGE_TAGS)
    if item.folder is not folder:
        raise refusal("ErrorItemNotFound")
    for number in kept_attachments(item):
        row = attachment_json(call, item, number)
        if row["id"] == call.ids[-1]:
            return Reply(row, "attachment")
    raise refusal("ErrorItemNotFound")
