"""One call of Graph on its way through a handler: whose mailbox, what is asked, and how the answer is to look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from simulator.graph import ids as graph_ids
from simulator.graph.edm import Model
from simulator.graph.errors import GraphError, refusal
from simulator.graph.options import Options
from simulator.graph.prefer import Preferences
from simulator.graph.quirks import GraphQuirks
from simulator.graph.state import GraphState
from simulator.journal import Request
from simulator.mailboxes.items import Folder, Item
from simulator.mailboxes.mailbox import Mailbox, is_folder_id
from simulator.organization import Organization

Json = dict[str, Any]


@dataclass
class Reply:
    """`kind` is what the content is, to be checked: "message", "Collection(event)"; "" for what nobody describes."""

    content: Any = None  # for JSON
    kind: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None  # instead of JSON
    content_type: str = "application/json; odata.metadata=minimal; odata.streaming=true; IEEE754Compatible=false"


def no_content() -> Reply:
    return Reply(status=204)


@dataclass
class GraphCall:
    """`ids` are those of the path below the user, in their order."""

    organization: Organization
    state: GraphState
    quirks: GraphQuirks
    mailbox: Mailbox
    client_id: str  # of the application; "" for a user of one's own
    permissions: frozenset[str]  # of the application for this mailbox
    method: str
    template: str
    ids: tuple[str, ...]
    options: Options
    prefer: Preferences
    headers: Mapping[str, str]  # names in lower case
    body: Any  # parsed JSON; None where there is none
    raw_body: bytes
    record: Request
    base: str  # "https://graph.example/v1.0"
    path: str  # as it came in, below the base
    failing: Mapping[str, Any]  # EWS ids of items that are to fail, with the error
    value: bool = False  # `/$value` is asked for
    count: bool = False  # `/$count` is
    model: Model | None = None  # to check bodies by
    violations: list[str] = field(default_factory=list)  # what it objects to in the request

    @property
    def now(self) -> datetime:
        return self.organization.clock()

    # --- what the path names ---

    def folder(self, given: str, *, missing: str = "ErrorFolderNotFound") -> Folder:
        """The folder of this id or well-known name in the mailbox; raises GraphError."""
        found = self.mailbox.folders.get(graph_ids.plain(given))
        if found is None:
            found = self.mailbox.wellknown(given) if given.lower() in _NAMES else None
        if found is None or found.is_archive:
            if given.lower() in _NAMES:
                raise refusal(missing)
            if not is_folder_id(graph_ids.plain(given)):
                raise refusal("ErrorInvalidIdMalformed")
            raise refusal(missing)
        self.record.note_folder(self.mailbox.address, found.path)
        return found

    def item(self, given: str, *tags: str) -> Item:
        """The item of this id, in either form; raises GraphError for what is not there or is none of these kinds."""
        found = graph_ids.find(self.mailbox, given)
        if found is None:
            if not graph_ids.is_graph_id(given):
                raise refusal("ErrorInvalidIdMalformed")
            self.record.unknown.append(given)
            raise refusal("ErrorItemNotFound")
        if found.id in self.failing:
            raise refusal(str(self.failing[found.id].code))
        home = (found.master or found).folder
        if home.is_archive:
            raise GraphError(404, "ErrorItemNotFound", "Item doesn't belong to the targeted mailbox.")
        if tags and found.tag not in tags:
            raise refusal("ErrorItemNotFound")
        self.record.note_item(self.mailbox.address, found.id)
        return found

    # --- what the answer holds ---

    def id_of(self, item: Item) -> str:
        """The item's id in the form that the client prefers."""
        return graph_ids.lasting(item) if self.prefer.immutable_ids else graph_ids.rest(item.id)

    def context(self, what: str) -> str:
        return f"{self.base}/$metadata#{what}"

    def link(self, **parameters: str) -> str:
        """This path with another query: `link(skiptoken="…")`."""
        query = "&".join(f"${name}={quote(value, safe='')}" for name, value in parameters.items())
        return f"{self.base}{self.linked_path}?{query}"

    @property
    def linked_path(self) -> str:
        """This path as links have it."""
        name = self.quirks.links_name
        return _USER.sub(f"users/{name}/", self.path, count=1) if name else self.path

    def given(self, kind: str) -> Json:
        """The body as an object of this type; raises GraphError for anything else."""
        if not isinstance(self.body, dict):
            raise GraphError(400, "BadRequest", "Empty Payload. JSON content expected.")
        for problem in self.model.request_problems(self.body, kind) if self.model is not None else ():
            self.violations.append(f"request {self.record.operation}: {problem}")
        return self.body

    def given_freely(self) -> Json:
        """The body as an object that the metadata at hand does not describe."""
        if not isinstance(self.body, dict):
            raise GraphError(400, "BadRequest", "Empty Payload. JSON content expected.")
        return self.body

    def parameters(self, action: str) -> Json:
        """An action's parameters, their names in lower case; raises GraphError where there is no body."""
        if not isinstance(self.body, dict):
            raise GraphError(400, "BadRequest", "Empty Payload. JSON content expected.")
        for problem in self.model.action_problems(action, self.body) if self.model is not None else ():
            self.violations.append(f"request {self.record.operation}: {problem}")
        return {name.lower(): value for name, value in self.body.items()}

    def check_version(self, item: Item) -> None:
        """Raise when the request is for another version of the item than the present one."""
        wanted = self.headers.get("if-match", "").strip()
        if wanted and wanted != "*":
            keys = [one.strip().removeprefix("W/").strip('"') for one in wanted.split(",")]
            if item.change_key not in keys:
                raise refusal("ErrorIrresolvableConflict")
        elif not wanted and self.quirks.conflicts and self.state.is_news(item):
            raise refusal("ErrorIrresolvableConflict")


# What Graph calls folders; some of them a mailbox has only after a while.
_NAMES = {
    *("archive", "clutter", "conflicts", "conversationhistory", "deleteditems", "drafts", "inbox", "junkemail"),
    *("localfailures", "msgfolderroot", "outbox", "recoverableitemsdeletions", "scheduled", "searchfolders"),
    *("sentitems", "serverfailures", "syncissues"),
}


_USER = re.compile(r"users(?:/[^/]+|\([^)]*\))/", re.IGNORECASE)
