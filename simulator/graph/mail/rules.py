"""Inbox rules, kept and told; what they would do to mail, nobody does here."""

from __future__ import annotations

import uuid

from simulator.graph.call import GraphCall, Json, Reply, no_content
from simulator.graph.errors import GraphError, refusal
from simulator.graph.listing import listed
from simulator.graph.registry import handles

_RULES = "mailFolders/inbox/messageRules"
_READ_ONLY = {"id", "hasError", "isReadOnly"}


def _kept(call: GraphCall) -> dict[str, Json]:
    return call.state.rules.setdefault(call.mailbox.address, {})


def _found(call: GraphCall) -> Json:
    rule = _kept(call).get(call.ids[0])
    if rule is None:
        raise refusal("ErrorItemNotFound")
    return rule


def _context(call: GraphCall) -> str:
    return f"users('{call.mailbox.address}')/mailFolders('inbox')/messageRules"


def _one(call: GraphCall, rule: Json, status: int = 200) -> Reply:
    return Reply({"@odata.context": call.context(f"{_context(call)}/$entity"), **rule}, "messageRule", status)


@handles("GET", _RULES)
def list_rules(call: GraphCall) -> Reply:
    found = sorted(_kept(call).values(), key=lambda rule: int(rule["sequence"]))
    return listed(call, found, dict, kind="messageRule", context=_context(call), default_page=1000)


@handles("POST", _RULES)
def create_rule(call: GraphCall) -> Reply:
    given = call.given("messageRule")
    if not given.get("displayName") or not given.get("actions"):
        raise GraphError(400, "ErrorInvalidArgument", "A rule has a displayName and actions.")
    defaults: Json = {"sequence": len(_kept(call)) + 1, "isEnabled": True, "hasError": False, "isReadOnly": False}
    rule = {**defaults, **_settable(given), "id": uuid.uuid4().hex}
    _kept(call)[rule["id"]] = rule
    return _one(call, rule, 201)


def _settable(given: Json) -> Json:
    return {name: value for name, value in given.items() if "@" not in name and name not in _READ_ONLY}


@handles("GET", f"{_RULES}/{{id}}")
def get_rule(call: GraphCall) -> Reply:
    return _one(call, _found(call))


@handles("PATCH", f"{_RULES}/{{id}}")
def update_rule(call: GraphCall) -> Reply:
    rule = _found(call)
    rule.update(_settable(call.given("messageRule")))
    return _one(call, rule)


@handles("DELETE", f"{_RULES}/{{id}}")
def delete_rule(call: GraphCall) -> Reply:
    del _kept(call)[_found(call)["id"]]
    return no_content()
