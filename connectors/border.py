"""The border of a connector: no error but a MailboxError leaves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from connectors.errors import MailboxError


class Translates(Protocol):
    """A connection, which knows what its library and its server mean."""

    def translated(self, problem: Exception) -> MailboxError: ...


class Connected(Protocol):
    """A mailbox, as its border sees it."""

    @property
    def _connection(self) -> Translates: ...


M = TypeVar("M", bound=Connected)
P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def border(connection: Translates) -> Iterator[None]:
    """Around what reaches for the server: whatever it raises leaves as a MailboxError."""
    try:
        yield
    except MailboxError:
        raise
    except Exception as problem:
        raise connection.translated(problem) from problem


def at_the_border(method: Callable[Concatenate[M, P], R]) -> Callable[Concatenate[M, P], R]:
    """The same for a whole method of a mailbox; not for a generator, which runs when it has returned."""

    @wraps(method)
    def guarded(self: M, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with border(self._connection):
            return method(self, *args, **kwargs)

    return guarded
