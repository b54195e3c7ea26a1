"""Operations by the name of their request element."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from simulator.call import Call
from simulator.soap import EwsError, failure, response

Handler = Callable[[Call], str]  # the answer's body element

OPERATIONS: dict[str, Handler] = {}


def operation(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        OPERATIONS[name] = handler
        return handler

    return register


def each(
    name: str, elements: Iterable[etree._Element], answer: Callable[[etree._Element], str], when_refused: str = ""
) -> str:
    """One response message an element; an error of one leaves the others alone."""
    messages = []
    for element in elements:
        try:
            messages.append(answer(element))
        except EwsError as error:
            messages.append(failure(name, error, when_refused))
    return response(name, messages)
