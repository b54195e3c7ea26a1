"""translateExchangeIds: the same item's ids in other forms."""

from __future__ import annotations

import base64

from simulator.graph import ids as graph_ids
from simulator.graph.call import GraphCall, Json, Reply
from simulator.graph.errors import GraphError
from simulator.graph.registry import handles
from simulator.mailboxes.items import Item
from simulator.mailboxes.mailbox import Mailbox, is_folder_id, is_id, is_lasting_id

_MOST = 1000
_FORMS = {"entryid": "entryId", "ewsid": "ewsId", "immutableentryid": "immutableEntryId", "restid": "restId"}
_FORMS["restimmutableentryid"] = "restImmutableEntryId"


@handles("POST", "translateExchangeIds")
def translate(call: GraphCall) -> Reply:
    given = {name.lower(): value for name, value in call.given_freely().items()}
    wanted = given.get("inputids")
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        raise GraphError(400, "ErrorInvalidArgument", "The parameter 'InputIds' is missing.")
    if len(wanted) > _MOST:
        raise GraphError(400, "ErrorInvalidArgument", f"The maximum number of ids is {_MOST}.")
    source, target = _form(given, "sourceidtype"), _form(given, "targetidtype")
    rows = [_row(call.mailbox, one, source, target) for one in wanted]
    context = call.context("Collection(microsoft.graph.convertIdResult)")
    return Reply({"@odata.context": context, "value": rows}, "Collection(convertIdResult)")


def _form(given: Json, name: str) -> str:
    form = _FORMS.get(str(given.get(name, "")).lower())
    if form is None:
        raise GraphError(400, "ErrorInvalidArgument", f"The parameter '{name}' is missing or no form of ids.")
    return form


def _row(mailbox: Mailbox, given: str, source: str, target: str) -> Json:
    """The other id; an id of a container is the same in both formats. What cannot be, the row says itself."""
    plain = _plain(given, source)
    if plain is None or not (is_id(plain) or is_lasting_id(plain)):
        return _refused(given, "ErrorInvalidIdMalformed", "Id is malformed.")
    if is_folder_id(plain):
        return {"sourceId": given, "targetId": _written(plain, target)}
    item = graph_ids.find(mailbox, graph_ids.rest(plain))
    if item is None or (source in _LASTING) != is_lasting_id(plain):
        return _refused(given, "ErrorItemNotFound", "The specified object was not found in the store.")
    return {"sourceId": given, "targetId": _written(_own(item, target), target)}


_LASTING = ("immutableEntryId", "restImmutableEntryId")


def _own(item: Item, target: str) -> str:
    return graph_ids.plain(graph_ids.lasting(item)) if target in _LASTING else item.id


def _plain(given: str, source: str) -> str | None:
    if source in ("entryId", "immutableEntryId"):
        try:
            return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)).decode("ascii")
        except ValueError:
            return None
    return graph_ids.plain(given)


def _written(plain: str, target: str) -> str:
    if target in ("entryId", "immutableEntryId"):
        return base64.urlsafe_b64encode(plain.encode()).decode()
    return plain if target == "ewsId" else graph_ids.rest(plain)


def _refused(given: str, code: str, message: str) -> Json:
    return {"sourceId": given, "errorDetails": {"code": code, "message": message}}
