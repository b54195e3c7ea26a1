"""What a task has: what programs say it belongs to, and the steps that a person ticks off."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from simulator.graph.errors import GraphError
from simulator.graph.times import instant


def link_of(link: dict[str, str]) -> dict[str, Any]:
    return {"id": link["id"]} | {name: link.get(name) or None for name in _OF_LINKS}


def new_link(body: Any) -> dict[str, str]:
    """The linked resource that a request describes."""
    link = {"id": str(uuid.uuid4())}
    change_link(link, body)
    return link


def change_link(link: dict[str, str], body: Any) -> None:
    if not isinstance(body, dict):
        raise GraphError(400, "invalidRequest", "Invalid request")
    link.update({name: str(body[name] or "") for name in _OF_LINKS if name in body})


_OF_LINKS = ("applicationName", "displayName", "externalId", "webUrl")


def step_of(step: dict[str, str]) -> dict[str, Any]:
    return {
        "id": step["id"],
        "displayName": step["name"],
        "createdDateTime": step["created"],
        "isChecked": "checked" in step,
        "checkedDateTime": step.get("checked"),
    }


def new_step(body: dict[str, Any], now: datetime) -> dict[str, str]:
    step = {"id": str(uuid.uuid4()), "name": "", "created": instant(now)}
    change_step(step, body, now)
    return step


def change_step(step: dict[str, str], body: dict[str, Any], now: datetime) -> None:
    if "displayName" in body:
        step["name"] = str(body["displayName"] or "")
    if body.get("isChecked"):
        step.setdefault("checked", instant(now))
    elif "isChecked" in body:
        step.pop("checked", None)
