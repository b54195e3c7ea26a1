"""Traces of what this process does, for OpenTelemetry; as long as nobody asks for them, nothing of it is loaded.

A span says what was done and how long it took: a turn, a page of a folder, a request, a transaction, errands. It names
no address and no subject; mailboxes by their number, unless the configuration says otherwise.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import structlog

from connectors.stopping import Stopped

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

log = structlog.get_logger()

Value = str | int | float | bool

NAME = "dealtrail"
QUEUE, BATCH = 2_048, 512  # spans that wait, and that are sent at once; what does not fit is lost, and nobody waits
WAIT = 5.0  # seconds for a collector's answer, and for the last of them at the end


class Tracing:
    """Off until it is started; for any thread."""

    def __init__(self) -> None:
        self._begin: Callable[[str, dict[str, Value]], AbstractContextManager[object]] | None = None
        self._names_addresses = False

    def span(self, name: str, **told: Value) -> AbstractContextManager[object]:
        """What is done in the block, as a part of what is done around it."""
        return self._begin(name, told) if self._begin is not None else nullcontext()

    def mailbox(self, address: str, id: int) -> str:
        """How a mailbox is named in a trace."""
        return address if self._names_addresses else str(id)

    @contextmanager
    def to(self, endpoint: str, version: str, *, addresses: bool = False) -> Iterator[None]:
        """Send spans there as long as the block lasts, by a thread of its own: no turn ever waits for a collector."""
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        library = logging.getLogger("opentelemetry")
        level = library.level
        library.setLevel(logging.CRITICAL)  # says the same of each batch; an absence is told once, below
        provider = _provider(OTLPSpanExporter(endpoint=endpoint, timeout=WAIT), endpoint, version)
        self._names_addresses = addresses
        self._begin = _beginning(provider, version)
        try:
            yield
        finally:
            self._begin = None
            provider.shutdown()
            library.setLevel(level)


def _beginning(
    provider: TracerProvider, version: str
) -> Callable[[str, dict[str, Value]], AbstractContextManager[object]]:
    from opentelemetry.trace import Status, StatusCode

    tracer = provider.get_tracer(NAME, version)

    @contextmanager
    def begin(name: str, told: dict[str, Value]) -> Iterator[None]:
        """Of what went wrong its kind is told: sentences name people."""
        with tracer.start_as_current_span(
            name, attributes=told, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Stopped:  # asked for, and no failure
                raise
            except BaseException as failure:
                span.set_attribute("error.type", type(failure).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise

    return begin


def _provider(exporter: SpanExporter, endpoint: str, version: str) -> TracerProvider:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

    class Told(SpanExporter):
        """The exporter, with one line in the log when a collector goes away and one when it is back."""

        is_away = False

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            result = exporter.export(spans)
            was_away, self.is_away = self.is_away, result is not SpanExportResult.SUCCESS
            if self.is_away and not was_away:
                log.warning("traces are not taken, and get lost", at=endpoint)
            elif was_away and not self.is_away:
                log.info("traces are taken again", at=endpoint)
            return result

        def shutdown(self) -> None:
            exporter.shutdown()

    provider = TracerProvider(
        resource=Resource.create({"service.name": NAME, "service.version": version}), shutdown_on_exit=False
    )
    longest = WAIT * 1_000
    provider.add_span_processor(
        BatchSpanProcessor(Told(), max_queue_size=QUEUE, max_export_batch_size=BATCH, export_timeout_millis=longest)
    )
    return provider


TRACING = Tracing()
