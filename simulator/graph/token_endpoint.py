"""The authority's token endpoint on a connection, for both faces: what it says, bent where a fault names it."""

from __future__ import annotations

import json
from collections.abc import Callable

from simulator.faults import TOKEN, Bend, FaultKind
from simulator.graph.bending import before_service
from simulator.graph.tokens import secret_refused, token_answer
from simulator.service import Service
from simulator.wire import Line, Outgoing, send, send_bent

_JSON = {"Content-Type": "application/json"}


def answer_for_token(service: Service, line: Line, tenant: str, form: bytes, wait: Callable[[float], object]) -> None:
    """Answer an application; `wait` so many seconds where a fault delays the answer."""
    service.journal.token_requests += 1
    bend = service.faults.take(TOKEN)
    if bend is not None and bend.fault.kind is FaultKind.LATENCY:
        wait(bend.lateness(1))
    instead = _instead(service, bend) if bend is not None else None
    if instead is None:
        status, content = token_answer(service.organization, line.origin, tenant, form)
        instead = Outgoing(status, json.dumps(content).encode(), dict(_JSON))
    if bend is None:
        send(line, instead)
    else:
        send_bent(line, instead, bend, wait)


def _instead(service: Service, bend: Bend) -> Outgoing | None:
    """What an authority says that gives nothing; None where it does its work."""
    if bend.fault.kind in (FaultKind.UNAUTHORIZED, FaultKind.TOKEN_REVOKED):
        status, content = secret_refused(service.organization)
        return Outgoing(status, json.dumps(content).encode(), dict(_JSON))
    reply = before_service(bend)
    if reply is None:
        return None
    body = reply.raw if reply.raw is not None else json.dumps(reply.content).encode()
    return Outgoing(reply.status, body, {**reply.headers, "Content-Type": reply.content_type})
