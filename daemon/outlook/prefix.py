"""Another `category_prefix`: what carries the old one is nobody's removal, and gets the new one without hurry."""

from __future__ import annotations

from dataclasses import replace

import structlog

from daemon.context import Context
from store.errors import StoreError
from store.unit import Unit
from store.values import ErrandKind

log = structlog.get_logger()

PREFIX, FORMER = "category prefix", "former category prefixes"  # in the daemon's state


def notice_prefix(context: Context) -> Context:
    """The context that knows the former prefixes; what was stamped with the last one is to be stamped anew."""
    prefix = context.policy.prefix
    last, former = _known(context)
    if last != prefix:
        is_another, count = bool(last) and last.casefold() != prefix.casefold(), 0
        with context.store.write() as unit:
            for mailbox_id, pointers in unit.history.forget_stamps().items() if is_another else ():
                unit.errands.owe(mailbox_id, ErrandKind.WORDING, [str(id) for id in pointers], due_at=context.clock())
                count += len(pointers)
            unit.state.put(PREFIX, prefix)
            unit.state.put(FORMER, " ".join(former))
        if is_another:
            log.warning("category prefix changed: items are stamped anew", former=last, prefix=prefix, items=count)
    return replace(context, policy=replace(context.policy, former_prefixes=former))


def with_prefixes(context: Context) -> Context:
    """The context of a worker that knows the former prefixes. Raises StoreError where its own is not the service's."""
    last, former = _known(context)
    _must_be(context, last)
    return replace(context, policy=replace(context.policy, former_prefixes=former))


def must_have_prefix(context: Context, unit: Unit) -> None:
    """Raises StoreError where items are stamped with another prefix than the context's."""
    _must_be(context, unit.state.get(PREFIX))


def _must_be(context: Context, last: str) -> None:
    prefix = context.policy.prefix
    if last and last != prefix:
        what = f"is {prefix} in the worker's configuration and {last} in the service's"
        raise StoreError("linking.category_prefix", what, "give both the same, and restart what was started before")


def _known(context: Context) -> tuple[str, tuple[str, ...]]:
    """The prefix that was stamped with last, and all others that ever were."""
    with context.store.read() as unit:
        last, before = unit.state.get(PREFIX), unit.state.get(FORMER).split()
    mine = context.policy.prefix.casefold()
    return last, tuple(one for one in dict.fromkeys((*before, *last.split())) if one.casefold() != mine)
