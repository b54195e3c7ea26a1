"""The log: one event per fact, JSON lines for the journal, text to read on a terminal; never a secret, never a body."""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TextIO
from urllib.parse import quote, quote_plus

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"
_SMELLS = re.compile(r"(?i)(password|passwd|secret|token|authorization|cookie|credential|^body$|_body$|^mime)")
_URL_LOGIN = re.compile(r"(?<=://)[^/\s@]*:\S*@")
AN_HOUR = 3600.0
_CHANGING = ("timestamp", "cycle", "seconds")  # which tell one turn from another
_REMEMBERED = 1_000
_SHORTEST_HIDDEN = 4  # masking every "a" of a log would hide the log
_hidden: set[str] = set()


def hide(secret: SecretStr | str | None) -> None:
    """From now on this text is masked wherever it occurs in the log."""
    text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
    if text and len(text) >= _SHORTEST_HIDDEN:
        _hidden.update((text, repr(text)[1:-1], quote(text, safe=""), quote_plus(text)))  # as errors and URLs write it


def configure(format: str = "auto", level: str = "info", stream: TextIO | None = None) -> None:
    """Set up logging for this process: `format` is auto, json or text; `stream` is standard error by default.

    auto is text on a terminal and JSON anywhere else: the journal, a file, a pipe. The libraries' own log comes
    along from WARNING on. Errors are one line with the place that raised them; whole tracebacks at level debug only.
    """
    stream = sys.stderr if stream is None else stream
    is_json = format == "json" or (format == "auto" and not stream.isatty())
    threshold = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _whole_traceback if threshold <= logging.DEBUG else _one_line_error,
        _mask,
    ]
    own: list[Processor] = [Repeats()] if threshold > logging.DEBUG else []
    render: list[Processor] = (
        [structlog.processors.JSONRenderer(default=str, ensure_ascii=False)]
        if is_json
        else [structlog.dev.ConsoleRenderer(colors=stream.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, *own, *render],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,  # a test or a second call may choose another stream
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_library, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(threshold, logging.WARNING))
    logging.captureWarnings(True)


class Repeats:
    """Lets the same warning through once an hour, and tells then how often it came meanwhile."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said: OrderedDict[str, tuple[float, int]] = OrderedDict()  # when it was said last, and how often since

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        if event.get("level") != "warning":
            return event
        what = repr(sorted((key, str(value)) for key, value in event.items() if key not in _CHANGING))
        now, (said, repeated) = self._clock(), self._said.pop(what, (-AN_HOUR, 0))
        if now - said < AN_HOUR:
            self._said[what] = (said, repeated + 1)
            raise structlog.DropEvent
        self._said[what] = (now, 0)
        if len(self._said) > _REMEMBERED:
            self._said.popitem(last=False)
        return {**event, "repeated": repeated} if repeated else event


def _library(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A library's message, under its name; what it says may hold anything, so it is kept short."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord):
        event["library"] = record.name
        event["event"] = str(event["event"]).splitlines()[0][:500] if event["event"] else ""
    return event


def _one_line_error(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """`exc_info` becomes the error's kind, its sentence and the line of ours or others that raised it."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["error"] = f"{type(error).__name__}: {error}".replace("\n", " ")
        frames = traceback.extract_tb(error.__traceback__)
        if frames:
            event["at"] = f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}"
    return event


def _whole_traceback(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = "".join(traceback.format_exception(error)).rstrip()
    return event


def _error_of(exc_info: Any) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case None | False | tuple():
            return None
        case _:
            return sys.exc_info()[1]


def _mask(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The second line of defence: nothing that is called a secret or is known to be one gets out."""
    masked: MutableMapping[str, Any] = {
        key: MASK if _SMELLS.search(key) else _without_secrets(value) for key, value in event.items()
    }
    return dict(masked)


def _without_secrets(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case logging.LogRecord():
            return value  # structlog's own note, taken off before anything is written
        case SecretStr():
            return MASK
        case Mapping():
            return {
                str(key): MASK if _SMELLS.search(str(key)) else _without_secrets(inner) for key, inner in value.items()
            }
        case list() | tuple() | set() | frozenset():
            return [_without_secrets(inner) for inner in value]
        case _:
            text = _URL_LOGIN.sub(f"{MASK}@", str(value))
            for secret in sorted(_hidden, key=len, reverse=True):
                text = text.replace(secret, MASK)
            return text
