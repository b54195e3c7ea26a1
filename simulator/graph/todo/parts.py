"""What a task has: what programs say it belongs to, and the steps that a person ticks off."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.graph.errors import GraphError
from simulator.graph.times import instant
from simulator.mailboxes.items import Item

Part = dict[str, str]


@dataclass(frozen=True)
class Parts:
    """One kind of what tasks have."""

    kind: str  # Graph's type
    place: str  # below the task, as contexts write it
    of: Callable[[Item], list[Part]]
    shown: Callable[[Part], dict[str, Any]]
    new: Callable[[dict[str, Any], datetime], Part]
    change: Callable[[Part, dict[str, Any], datetime], None]


def link_of(link: Part) -> dict[str, Any]:
    return {"id": link["id"]} | {name: link.get(name) or None for name in _OF_LINKS}


def new_link(body: Any) -> Part:
    """The linked resource that a request describes."""
    link = {"id": str(uuid.uuid4())}
    change_link(link, body)
    return link


def change_link(link: Part, body: Any) -> None:
    if not isinstance(body, dict):
        raise GraphError(400, "invalidRequest", "Invalid request")
    link.update({name: str(body[name] or "") for name in _OF_LINKS if name in body})


_OF_LINKS = ("applicationName", "displayName", "externalId", "webUrl")
LINKS = Parts(
    "linkedResource",
    "linkedResources",
    of=lambda item: item.linked,
    shown=link_of,
    new=lambda body, now: new_link(body),
    change=lambda link, body, now: change_link(link, body),
)


def step_of(step: Part) -> dict[str, Any]:
    return {
        "id": step["id"],
        "displayName": step["name"],
        "createdDateTime": step["created"],
        "isChecked": "checked" in step,
        "checkedDateTime": step.get("checked"),
    }


def new_step(body: dict[str, Any], now: datetime) -> Part:
    step = {"id": str(uuid.uuid4()), "name": "", "created": instant(now)}
    change_step(step, body, now)
    return step


def change_step(step: Part, body: dict[str, Any], now: datetime) -> None:
    if "displayName" in body:
        step["name"] = str(body["displayName"] or "")
    if body.get("isChecked"):
        step.setdefault("checked", instant(now))
    elif "isChecked" in body:
        step.pop("checked", None)


STEPS = Parts(
    "checklistItem", "checklistItems", of=lambda item: item.steps, shown=step_of, new=new_step, change=change_step
)
