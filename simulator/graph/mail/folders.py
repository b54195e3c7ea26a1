"""Mail folders: one level at a time, or all that changed among them, at any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.comparing import compared_delta
from simulator.graph.errors import GraphError, bad_request, refusal
from simulator.graph.ids import rest
from simulator.graph.listing import listed
from simulator.graph.options import Options
from simulator.graph.registry import handles
from simulator.graph.rounds import Versions
from simulator.mailboxes.items import Folder
from simulator.mailboxes.mailbox import Mailbox
from simulator.xml import clean

_NAMES = ("displayName", "parentFolderId", "childFolderCount", "unreadItemCount", "totalItemCount", "isHidden")
_HIDDEN = {"syncissues", "conflicts", "localfailures", "serverfailures"}
_CONTEXT = "users('{}')/mailFolders"


def is_mail(folder: Folder) -> bool:
    """Whether Graph shows it among the mail folders."""
    return not folder.is_archive and (folder.folder_class.startswith("IPF.Note") or not folder.folder_class)


def is_hidden(folder: Folder) -> bool:
    return folder.wellknown in _HIDDEN


def shown(mailbox: Mailbox, parent: Folder, *, hidden: bool, deep: bool = False) -> Iterator[Folder]:
    for folder in mailbox.children(parent):
        if not is_mail(folder) or (is_hidden(folder) and not hidden):
            continue
        yield folder
        if deep:
            yield from shown(mailbox, folder, hidden=hidden, deep=True)


def folder_json(call: GraphCall, folder: Folder, options: Options | None = None) -> Json:
    """The folder with what is selected."""
    mailbox = call.mailbox
    options = options or call.options
    values: dict[str, Callable[[], object]] = {
        "displayName": lambda: folder.name,
        "parentFolderId": lambda: rest(folder.parent.id) if folder.parent else None,
        "childFolderCount": lambda: sum(1 for _ in shown(mailbox, folder, hidden=True)),
        "unreadItemCount": lambda: sum(1 for item in folder.items.values() if item.get("IsRead") == "false"),
        "totalItemCount": lambda: len(folder.items),
        "isHidden": lambda: is_hidden(folder),
    }
    wanted = {one.lower() for one in options.select}
    unknown = wanted - {name.lower() for name in _NAMES} - {"id", "*"}
    if unknown:
        raise bad_request(
            f"Parsing OData Select and Expand failed: Could not find a property named '{unknown.pop()}' "
            "on type 'microsoft.graph.mailFolder'."
        )
    content: Json = {"id": rest(folder.id)}
    for name, value in values.items():
        if not wanted or name.lower() in wanted or "*" in wanted:
            content[name] = value()
    for one in options.expand:
        if one.name != "childfolders":
            raise bad_request(f"Could not find a property named '{one.name}' on type 'microsoft.graph.mailFolder'.")
        content["childFolders"] = [
            folder_json(call, child, Options()) for child in shown(mailbox, folder, hidden=False)
        ]
    return content


def mail_folder(call: GraphCall, given: str, *, missing: str = "ErrorFolderNotFound") -> Folder:
    """The folder of this id or well-known name, unless it is none of mail; raises GraphError."""
    folder = call.folder(given, missing=missing)
    if not is_mail(folder):
        raise refusal(missing)
    return folder


def _hidden_too(call: GraphCall) -> bool:
    return call.options.other("includeHiddenFolders").lower() == "true"


@handles("GET", "mailFolders")
def list_folders(call: GraphCall) -> Reply:
    top = call.mailbox.folder("msgfolderroot")
    found = shown(call.mailbox, top, hidden=_hidden_too(call))
    return listed(
        call,
        found,
        lambda folder: folder_json(call, folder),
        kind="mailFolder",
        context=_CONTEXT.format(call.mailbox.address),
        lookup=lambda folder, _names, _extended: folder_json(call, folder, Options()),
    )


@handles("GET", "mailFolders/{id}/childFolders")
def list_child_folders(call: GraphCall) -> Reply:
    parent = mail_folder(call, call.ids[0])
    return listed(
        call,
        shown(call.mailbox, parent, hidden=_hidden_too(call)),
        lambda folder: folder_json(call, folder),
        kind="mailFolder",
        context=f"{_CONTEXT.format(call.mailbox.address)}('{rest(parent.id)}')/childFolders",
        lookup=lambda folder, _names, _extended: folder_json(call, folder, Options()),
    )


@handles("GET", "mailFolders/{id}")
def get_folder(call: GraphCall) -> Reply:
    return _one(call, mail_folder(call, call.ids[0]))


def _one(call: GraphCall, folder: Folder, status: int = 200) -> Reply:
    context = {"@odata.context": call.context(f"{_CONTEXT.format(call.mailbox.address)}/$entity")}
    return Reply({**context, **folder_json(call, folder)}, "mailFolder", status)


@handles("GET", "mailFolders/delta")
def folders_delta(call: GraphCall) -> Reply:
    """Every folder at any depth that is new or another one than it was; only $select is understood."""
    for name in ("filter", "orderby", "search", "expand"):
        if call.options.text.get(name):
            raise bad_request(f"The query option '${name}' is not supported on change tracking of mail folders.")
    top, hidden = call.mailbox.folder("msgfolderroot"), _hidden_too(call)

    def present() -> Versions:
        there = shown(call.mailbox, top, hidden=hidden, deep=True)
        return {folder.id: (folder.id, _version(folder)) for folder in there}

    return compared_delta(
        call,
        "mailfolders",
        present,
        lambda own, options: folder_json(call, found, options) if (found := call.mailbox.folders.get(own)) else None,
        kind="mailFolder",
        context=f"Collection({_CONTEXT.format(call.mailbox.address)})",
    )


def _version(folder: Folder) -> str:
    return f"{folder.change_key} {folder.name} {folder.parent.id if folder.parent else ''} {len(folder.items)}"


# --- writing ---


@handles("POST", "mailFolders", "mailFolders/{id}/childFolders")
def create_folder(call: GraphCall) -> Reply:
    parent = mail_folder(call, call.ids[0]) if call.ids else call.mailbox.folder("msgfolderroot")
    name = _name(call)
    _check_free(call, parent, name)
    return _one(call, call.mailbox.add_folder(name, "IPF.Note", parent), 201)


def _name(call: GraphCall) -> str:
    name = call.given("mailFolder").get("displayName")
    if not isinstance(name, str) or not name.strip():
        raise GraphError(400, "ErrorInvalidRequest", "The display name of a folder must not be empty.")
    return clean(name)


def _check_free(call: GraphCall, parent: Folder, name: str) -> None:
    if any(child.name.casefold() == name.casefold() for child in call.mailbox.children(parent)):
        raise refusal("ErrorFolderExists")


@handles("PATCH", "mailFolders/{id}")
def rename_folder(call: GraphCall) -> Reply:
    folder, name = mail_folder(call, call.ids[0]), _name(call)
    if folder.wellknown:
        raise GraphError(403, "ErrorAccessDenied", "A distinguished folder cannot be renamed.")
    if folder.parent is not None and name.casefold() != folder.name.casefold():
        _check_free(call, folder.parent, name)
    call.mailbox.rename_folder(folder, name)
    return _one(call, folder)


@handles("DELETE", "mailFolders/{id}")
def delete_folder(call: GraphCall) -> Reply:
    """Into Deleted Items; what lies there already is gone."""
    folder = mail_folder(call, call.ids[0])
    _check_own(folder)
    bin_ = call.mailbox.folder("deleteditems")
    if call.mailbox.is_within(folder, bin_):
        call.mailbox.remove_folder(folder)
    else:
        call.mailbox.move_folder(folder, bin_)
    return no_content()


@handles("POST", "mailFolders/{id}/permanentDelete")
def purge_folder(call: GraphCall) -> Reply:
    folder = mail_folder(call, call.ids[0])
    _check_own(folder)
    call.mailbox.remove_folder(folder)
    return no_content()


def _check_own(folder: Folder) -> None:
    if folder.wellknown:
        raise GraphError(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.")


@handles("POST", "mailFolders/{id}/move")
def move_folder(call: GraphCall) -> Reply:
    folder, to = mail_folder(call, call.ids[0]), mail_folder(call, destination(call, "move"))
    _check_own(folder)
    if call.mailbox.is_within(to, folder):
        raise GraphError(400, "ErrorMoveCopyFailed", "A folder cannot be moved into itself.")
    _check_free(call, to, folder.name)
    call.mailbox.move_folder(folder, to)
    return _one(call, folder, 201)


@handles("POST", "mailFolders/{id}/copy")
def copy_folder(call: GraphCall) -> Reply:
    folder, to = mail_folder(call, call.ids[0]), mail_folder(call, destination(call, "copy"))
    _check_free(call, to, folder.name)
    return _one(call, call.mailbox.copy_folder(folder, to), 201)


def destination(call: GraphCall, action: str) -> str:
    """The folder that a body names to move or copy to."""
    given = call.parameters(action).get("destinationid")
    if not isinstance(given, str) or not given:
        raise GraphError(400, "ErrorInvalidRequest", "The parameter 'DestinationId' is missing.")
    return given
