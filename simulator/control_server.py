"""The control API's server side: acts by name, with JSON for arguments and results."""

from __future__ import annotations

import base64
import inspect
import json
import traceback
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from simulator.faults import Fault, Faults, kind_named
from simulator.graph.quirks import GraphQuirks
from simulator.imports.sources import Loaded
from simulator.journal import Journal
from simulator.organization import Organization, Sent
from simulator.outlook import Outlook


class Controlled(Protocol):
    """The simulator, as far as it can be acted on from outside."""

    faults: Faults
    journal: Journal
    organization: Organization
    graph_quirks: GraphQuirks

    @property
    def sent(self) -> list[Sent]: ...

    def add_mailbox(
        self, address: str, password: str | None = None, *, name: str = "", zone: str = "UTC"
    ) -> object: ...

    def load(self, address: str, path: Path, *, folder: str | None = None) -> Loaded: ...

    def outlook(self, address: str) -> Outlook: ...

    def add_application(self, tenant: str, client_id: str, secret: str | None = None) -> None: ...

    def grant(self, client_id: str, *permissions: str, mailboxes: Iterable[str] | None = None) -> None: ...

    def revoke(self, client_id: str, *permissions: str) -> None: ...

    def take_from_graph(self, address: str, why: str = "on-premises") -> None: ...

    def allow_impersonation(self, account: str, addresses: Iterable[str] | None = None) -> None: ...

    def forbid_impersonation(self, account: str) -> None: ...

    def change_password(self, account: str, password: str) -> None: ...

    def remove_mailbox(self, address: str) -> None: ...

    def set_clock_of_authority(self, ahead: timedelta) -> None: ...

    def set_token_lifetime(self, lifetime: timedelta) -> None: ...

    def be_away(self, time: timedelta) -> None: ...

    def expire_sync_states(self) -> None: ...

    def expire_tokens(self) -> None: ...

    def forget_subscriptions(self) -> None: ...


class ServerActs:
    """What can be done to the server as a whole from outside of its process."""

    def __init__(self, simulator: Controlled) -> None:
        self._simulator = simulator

    def add_mailbox(self, address: str, password: str | None = None, name: str = "", zone: str = "UTC") -> None:
        self._simulator.add_mailbox(address, password, name=name, zone=zone)

    def load(self, address: str, path: str, folder: str | None = None) -> dict[str, Any]:
        """Load files into a mailbox: how many messages and appointments, and the problems."""
        return asdict(self._simulator.load(address, Path(path), folder=folder))

    def inject(
        self,
        kind: str,
        operation: str = "*",
        times: int = 1,
        after: int = 0,
        delay: timedelta = timedelta(seconds=1),
        code: str = "ErrorInternalServerError",
        per_item: timedelta = timedelta(0),
        at: int | None = None,
        mailbox: str = "",
    ) -> None:
        """Let a fault wait for its requests; `kind` is a FaultKind's value."""
        fault = Fault(kind_named(kind), operation, times, after, delay, code, at, per_item, mailbox)
        self._simulator.faults.inject(fault)

    def show_item_as(self, item_id: str, element: str) -> None:
        self._simulator.faults.show_item_as(item_id, element)

    def fail_item(self, item_id: str, code: str) -> None:
        self._simulator.faults.fail_item(item_id, code)

    def clear_faults(self) -> None:
        self._simulator.faults.clear()

    def faults_waiting(self) -> int:
        return self._simulator.faults.waiting()

    def expire_sync_states(self) -> None:
        self._simulator.expire_sync_states()

    def forget_subscriptions(self) -> None:
        self._simulator.forget_subscriptions()

    def expire_tokens(self) -> None:
        self._simulator.expire_tokens()

    def add_application(self, tenant: str, client_id: str, secret: str) -> None:
        """An application that may ask for tokens."""
        self._simulator.add_application(tenant, client_id, secret)

    def grant(self, client_id: str, permission: str, mailboxes: list[str] | None = None) -> None:
        """Give an application a permission of Graph's, on these mailboxes or on all."""
        self._simulator.grant(client_id, permission, mailboxes=mailboxes)

    def revoke(self, client_id: str, permission: str) -> None:
        self._simulator.revoke(client_id, permission)

    def allow_impersonation(self, account: str, addresses: list[str] | None = None) -> None:
        """Let an account act as these mailboxes over EWS, or as all."""
        self._simulator.allow_impersonation(account, addresses)

    def forbid_impersonation(self, account: str) -> None:
        self._simulator.forbid_impersonation(account)

    def change_password(self, account: str, password: str) -> None:
        self._simulator.change_password(account, password)

    def remove_mailbox(self, address: str) -> None:
        """The mailbox is gone, as when it is deleted or moved to another server; its owner's account stays."""
        self._simulator.remove_mailbox(address)

    def set_clock(self, ahead: timedelta) -> None:
        """Let the clock that answers and tokens show be ahead of the real time, or behind."""
        self._simulator.set_clock_of_authority(ahead)

    def set_token_lifetime(self, lifetime: timedelta) -> None:
        """So long live the tokens that are given from now on."""
        self._simulator.set_token_lifetime(lifetime)

    def be_away(self, time: timedelta) -> None:
        """Refuse every connection for so long, this one's way included."""
        self._simulator.be_away(time)

    def take_from_graph(self, address: str, why: str = "on-premises") -> None:
        """Let Graph have no mailbox for an address; "" ends it."""
        self._simulator.take_from_graph(address, why)

    def set_graph_quirk(self, name: str, value: str | bool | int) -> None:
        """Let Graph differ in this way from now on; the names are those of GraphQuirks."""
        changed: dict[str, Any] = {name: value}
        self._simulator.graph_quirks = replace(self._simulator.graph_quirks, **changed)

    def clear_journal(self) -> None:
        self._simulator.journal.clear()

    def counts(self) -> dict[str, int]:
        """Requests by operation."""
        return dict(self._simulator.journal.counts())

    def by_folder(self, operation: str) -> list[tuple[str, str, int]]:
        """Requests of one operation: mailbox, folder path, how many."""
        found = self._simulator.journal.by_folder(operation)
        return [(mailbox, path, count) for (mailbox, path), count in found.items()]

    def refused_logins(self) -> int:
        return self._simulator.journal.refused_logins

    def sent(self) -> list[dict[str, Any]]:
        with self._simulator.organization.lock:
            return [asdict(one) for one in self._simulator.sent]

    def problems(self) -> list[str]:
        """Schema violations and crashes: should be empty."""
        return self._simulator.journal.violations + self._simulator.journal.crashes


class Desk:
    """Takes `{"mailbox": address or null, "act": name, "arguments": {…}}` and does it."""

    def __init__(self, simulator: Controlled) -> None:
        self._simulator = simulator

    def answer(self, body: bytes) -> tuple[int, bytes]:
        """HTTP status and JSON: `{"result": …}`, or `{"error": sentence}` with 400."""
        try:
            request = json.loads(body)
            address, name = request.get("mailbox"), str(request["act"])
            target: Any = ServerActs(self._simulator) if address is None else self._simulator.outlook(address)
            act = None if name.startswith("_") else getattr(target, name, None)
            if act is None:
                raise LookupError(f"there is no act {name!r}; there are {', '.join(_acts(target))}")
            result = act(**_arguments(act, request.get("arguments") or {}))
            return 200, json.dumps({"result": result}).encode()
        except (LookupError, ValueError, TypeError, OSError) as problem:
            return 400, json.dumps({"error": f"{type(problem).__name__}: {problem}"}).encode()
        except Exception as problem:  # noqa: BLE001 - whoever asks must get an answer; the journal keeps the trace
            self._simulator.journal.add_crash(traceback.format_exc())
            return 500, json.dumps({"error": f"{type(problem).__name__}: {problem}"}).encode()


def _acts(target: object) -> list[str]:
    """Each act with what it takes, such as "add_category(item_id, name)"."""
    acts = inspect.getmembers(target, inspect.ismethod)
    return [f"{name}({', '.join(inspect.signature(act).parameters)})" for name, act in acts if name[0] != "_"]


def _arguments(act: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """JSON values as the types that the act declares: times in ISO form, bytes in Base64, durations in seconds."""
    hints = typing.get_type_hints(act)
    inspect.signature(act).bind(**given)
    return {name: _value(hints.get(name), value) for name, value in given.items()}


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(hint, types.UnionType):
        hint = next(each for each in hint.__args__ if each is not type(None))
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is date:
        return date.fromisoformat(value)
    if hint is timedelta:
        return timedelta(seconds=float(value))
    return base64.b64decode(value) if hint is bytes else value
