"""From the bytes of an answer to typed values: fast where it is as described, with care where it is not. Pure."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec

from connectors.characters import FORBIDDEN
from connectors.graph.wire.errors import BadAnswer

T = TypeVar("T")

# Characters that no database holds, as JSON must write them: a page without these needs no cleaning. One backslash
# first: with an alternative that begins otherwise it is nine times as slow.
ESCAPED = re.compile(rb"\\(?:[bf]|u(?:00[01]|[fF]{3}))")

_UNESCAPED = re.compile(rb"\xef\xbf[\xbe\xbf]")  # U+FFFE and U+FFFF, which may stand as they are
_BEGINNING = b"\xef"  # of either, and of little else: one byte is found at a hundredth of what an expression costs

NOT_UNDERSTOOD = "its answer does not have the form that Graph describes"
_FAILURES = (msgspec.MsgspecError, ValueError, RecursionError)  # bad UTF-8 and depth are no errors of the library's


def is_clean(content: bytes) -> bool:
    """Whether nothing in an answer needs to be taken out, which is seldom looked for in vain."""
    return ESCAPED.search(content) is None and (_BEGINNING not in content or _UNESCAPED.search(content) is None)


def decode(content: bytes, kind: type[T]) -> T:
    """The whole answer as that type has it, its text cleaned; raises BadAnswer."""
    if is_clean(content):
        try:
            return decoder(kind).decode(content)
        except _FAILURES:
            pass
    return convert(careful(content), kind)


def convert(value: object, kind: type[T]) -> T:
    """What `careful` read, as that type has it; raises BadAnswer."""
    try:
        return converted(value, kind)
    except _FAILURES as problem:
        raise BadAnswer(NOT_UNDERSTOOD) from problem


def converted(value: object, kind: type[T]) -> T:
    """The same, with what msgspec raises."""
    decoder(kind)  # from here on the type is known whole
    return msgspec.convert(value, kind)


def careful(content: bytes) -> Any:
    """The answer as the standard library reads it, cleaned; raises BadAnswer for what is no JSON at all.

    It takes half a pair of surrogates, for which msgspec refuses the whole page.
    """
    if not content.strip():
        raise BadAnswer("the server answered nothing")
    try:
        return cleaned(json.loads(content.decode("utf-8-sig", "replace"), strict=False, **_ODD))
    except RecursionError as problem:
        raise BadAnswer("the answer is nested deeper than any answer of Graph") from problem
    except ValueError as problem:
        if b"<html" in content[:1000].lower() or content.lstrip()[:1] == b"<":
            raise BadAnswer("a web page answers at this address, not Graph") from problem
        raise BadAnswer("the answer is cut short, or not JSON") from problem


def cleaned(value: Any) -> Any:
    """Without what neither XML nor a database holds."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    return {cleaned(key): cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value


# What is no number is none where it stands, and nothing else suffers for it.
_ODD: dict[str, Any] = {"parse_constant": str, "parse_int": lambda digits: int(digits) if len(digits) < 30 else digits}


# What msgspec knows of a class it notes there before it has read all of it, for classes that name each other; a second
# thread that asks meanwhile would decode by half of it, and the process would die.
_reading = Lock()


@lru_cache(maxsize=100)
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    with _reading:
        return msgspec.json.Decoder(kind)


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Of a type that is asked for again and again."""
    return _decoder(cast(Any, kind))


class ErrorInside(msgspec.Struct, gc=False):
    code: Any = None


class ErrorBody(msgspec.Struct, gc=False):
    code: Any = None
    message: Any = None
    inner: ErrorInside | None = msgspec.field(name="innerError", default=None)
    inner_too: ErrorInside | None = msgspec.field(name="innererror", default=None)


class _Refused(msgspec.Struct, gc=False):
    error: ErrorBody | None = None


def refusal_in(content: bytes) -> tuple[str, str]:
    """Code and message of an answer that says no; "" where it has none, or is a web page."""
    try:
        error = decode(content, _Refused).error or ErrorBody()
    except BadAnswer:
        return "", ""
    inside = error.inner or error.inner_too
    codes = [one for one in (error.code, inside.code if inside else None) if isinstance(one, str) and one]
    message = error.message if isinstance(error.message, str) else ""
    return (codes[0][:100] if codes else ""), message[:500]


def is_web_page(content: bytes) -> bool:
    return content.lstrip()[:1] == b"<"
