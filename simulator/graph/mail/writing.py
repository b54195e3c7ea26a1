"""Drafts, changes, moves, deletions, and what sends mail."""

from __future__ import annotations

from typing import Any

from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.errors import GraphError, bad_request
from simulator.graph.mail.edits import attachment_from, recipients, set_properties, sized
from simulator.graph.mail.folders import destination, mail_folder
from simulator.graph.mail.messages import message_of, one_message
from simulator.graph.mail.shape import attachment_json, kept_attachments
from simulator.graph.registry import handles
from simulator.mailboxes import messages
from simulator.mailboxes.items import Item
from simulator.mime_content import item_of
from simulator.operations.edits import people, put_people, set_body
from simulator.organization import Sent
from simulator.soap import EwsError
from simulator.xml import leaf

_MAIL = ("messages/{id}", "mailFolders/{id}/messages/{id}")


def _each(action: str) -> tuple[str, ...]:
    return tuple(f"{path}/{action}" for path in _MAIL)


@handles("POST", "messages", "mailFolders/{id}/messages")
def create_message(call: GraphCall) -> Reply:
    """A draft; of MIME, where the body is text."""
    folder = mail_folder(call, call.ids[0] if call.ids else "drafts")
    if call.body is None and call.raw_body:
        try:
            item, arrived = item_of(call.mailbox, "Message", call.raw_body.decode("ascii", "replace"), call.now)
        except EwsError as error:
            raise GraphError(400, error.code, "The MIME content is not valid.") from error
    else:
        item, arrived = Item("IPM.Note", tag="Message"), None
        item.fields |= {name: leaf(name, "Normal") for name in ("Sensitivity", "Importance")}
        item.put("Subject", "")
        set_properties(call, item, call.given("message"), is_new=True)
    sized(item)
    item.fields.setdefault("IsDraft", leaf("IsDraft", "true"))
    messages.dress(call.mailbox, item, call.now)
    call.mailbox.add(item, folder, arrived=arrived)
    call.record.note_item(call.mailbox.address, item.id)
    return one_message(call, item, 201)


@handles("PATCH", *_MAIL)
def update_message(call: GraphCall) -> Reply:
    """Change what is given; what people wrote to each other only while it is a draft."""
    item = message_of(call)
    body = call.given("message")
    call.check_version(item)
    was_read = item.flag("IsRead")
    changed = set_properties(call, item, body)
    if changed == {"IsRead"}:
        is_read = item.flag("IsRead")
        item.put("IsRead", str(was_read).lower())
        call.mailbox.mark_read(item, is_read)
    elif changed:
        call.mailbox.touch(item)
    return one_message(call, item)


@handles("DELETE", *_MAIL)
def delete_message(call: GraphCall) -> Reply:
    """Into Deleted Items; what lies there, away from what people see."""
    item = message_of(call)
    call.check_version(item)
    is_deleted = call.mailbox.is_within(item.folder, call.mailbox.folder("deleteditems"))
    call.mailbox.move(item, call.mailbox.folder("recoverableitemsdeletions" if is_deleted else "deleteditems"))
    return no_content()


@handles("POST", *_each("permanentDelete"))
def purge_message(call: GraphCall) -> Reply:
    call.mailbox.move(message_of(call), call.mailbox.folder("recoverableitemspurges"))
    return no_content()


@handles("POST", *_each("move"))
def move_message(call: GraphCall) -> Reply:
    item, to = message_of(call), mail_folder(call, destination(call, "move"))
    return one_message(call, call.mailbox.move(item, to), 201)


@handles("POST", *_each("copy"))
def copy_message(call: GraphCall) -> Reply:
    item, to = message_of(call), mail_folder(call, destination(call, "copy"))
    return one_message(call, call.mailbox.copy(item, to), 201)


@handles("POST", *_each("attachments"))
def add_attachment(call: GraphCall) -> Reply:
    item = message_of(call)
    item.attachments = [*item.attachments, attachment_from(call.given("attachment"))]
    sized(item)
    call.mailbox.touch(item)
    return Reply(attachment_json(call, item, kept_attachments(item)[-1]), "attachment", 201)


@handles("DELETE", *_each("mentions/{id}"))
def delete_mention(call: GraphCall) -> Reply:
    message_of(_without_last(call))
    raise GraphError(404, "ErrorItemNotFound", "The mention was not found.")


def _without_last(call: GraphCall) -> GraphCall:
    call.ids = call.ids[:-1]
    return call


@handles("POST", *_each("reportMessage")[:1])
@handles("POST", "mailFolders/{id}/reportMessage")
def report_message(call: GraphCall) -> Reply:
    """Junk, phishing, or neither; junk goes where junk lies."""
    parameters = call.given_freely()
    is_junk = str(parameters.get("ReportAction", parameters.get("reportAction", ""))).lower() in ("junk", "phish")
    if call.template.startswith("/users/{id}/messages/"):
        item = message_of(call)
        if is_junk and parameters.get("IsMessageMoveRequested", parameters.get("isMessageMoveRequested")) is True:
            call.mailbox.move(item, call.mailbox.folder("junkemail"))
    return Reply(True, "Edm.Boolean")


@handles("POST", "mailFolders/{id}/updateAllMessagesReadState")
def read_all(call: GraphCall) -> Reply:
    folder, parameters = mail_folder(call, call.ids[0]), call.given_freely()
    is_read = parameters.get("isRead")
    if not isinstance(is_read, bool):
        raise bad_request("The parameter 'isRead' is missing.")
    for item in list(folder.items.values()):
        call.mailbox.mark_read(item, is_read)
    return no_content()


# --- answers ---


@handles("POST", *_each("createReply"))
def create_reply(call: GraphCall) -> Reply:
    return one_message(call, _answer(call, "createReply", to_all=False), 201)


@handles("POST", *_each("createReplyAll"))
def create_reply_all(call: GraphCall) -> Reply:
    return one_message(call, _answer(call, "createReplyAll", to_all=True), 201)


@handles("POST", *_each("createForward"))
def create_forward(call: GraphCall) -> Reply:
    return one_message(call, _answer(call, "createForward", to_all=None), 201)


@handles("POST", *_each("reply"))
def reply(call: GraphCall) -> Reply:
    return _send(call, _answer(call, "reply", to_all=False))


@handles("POST", *_each("replyAll"))
def reply_all(call: GraphCall) -> Reply:
    return _send(call, _answer(call, "replyAll", to_all=True))


@handles("POST", *_each("forward"))
def forward(call: GraphCall) -> Reply:
    return _send(call, _answer(call, "forward", to_all=None))


@handles("POST", "messages/{id}/send")
def send_draft(call: GraphCall) -> Reply:
    item = message_of(call)
    if not item.flag("IsDraft"):
        raise GraphError(400, "ErrorInvalidRequest", "The message is not a draft.")
    return _send(call, item)


@handles("POST", "messages/{id}/unsubscribe")
def unsubscribe(call: GraphCall) -> Reply:
    """Answers the list that a mail came from, by mail."""
    item = message_of(call)
    if not any(name.lower() == "list-unsubscribe" for name, _ in item.headers):
        raise GraphError(400, "ErrorInvalidRequest", "The message has no List-Unsubscribe header.")
    _note_sent(call, item.subject, people(item, "From"))
    return Reply(status=202)


def _answer(call: GraphCall, action: str, *, to_all: bool | None) -> Item:
    """A draft that answers the message, or, by None, passes it on."""
    original = message_of(call)
    given: Json = call.parameters(action) if call.body is not None else {}
    item = Item("IPM.Note")
    item.fields |= {name: leaf(name, "Normal") for name in ("Sensitivity", "Importance")}
    for name in ("ConversationId", "ConversationTopic"):
        if name in original.fields:
            item.fields[name] = original.fields[name]
    prefix = "FW" if to_all is None else "RE"
    bare = original.subject.removeprefix("RE: ").removeprefix("FW: ")
    item.put("Subject", f"{prefix}: {bare}"[:255])
    if original.get("InternetMessageId") and to_all is not None:
        item.put("InReplyTo", original.get("InternetMessageId"))
        item.put("References", f"{original.get('References')} {original.get('InternetMessageId')}".strip())
    set_body(item, f"{given.get('comment') or ''}\r\n\r\n{original.text}", is_html=False)
    _address(call, item, original, given, to_all)
    message: Any = given.get("message")
    if isinstance(message, dict):
        set_properties(call, item, message, is_new=True)
    sized(item)
    item.put("IsDraft", "true")
    messages.dress(call.mailbox, item, call.now)
    return call.mailbox.add(item, call.mailbox.folder("drafts"))


def _address(call: GraphCall, item: Item, original: Item, given: Json, to_all: bool | None) -> None:
    if to_all is None:
        put_people(item, "ToRecipients", recipients(given.get("torecipients") or []))
        return
    own = call.mailbox.address.casefold()
    senders = people(original, "ReplyTo") or people(original, "From")
    put_people(item, "ToRecipients", [("", one) for one in senders])
    if to_all:
        others = [one for one in people(original, "ToRecipients", "CcRecipients") if one.casefold() != own]
        put_people(item, "CcRecipients", [("", one) for one in others if one not in senders])


def _send(call: GraphCall, item: Item) -> Reply:
    everybody = people(item, "ToRecipients", "CcRecipients", "BccRecipients")
    if not everybody:
        call.mailbox.remove(item)
        raise GraphError(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.")
    _note_sent(call, item.subject, everybody)
    messages.send(call.mailbox, item, call.now)
    return Reply(status=202)


def _note_sent(call: GraphCall, subject: str, everybody: list[str]) -> None:
    how = call.template.rpartition("/")[2]
    sent = Sent(call.mailbox.address, call.record.operation, how, subject, tuple(everybody))
    call.organization.sent.append(sent)
