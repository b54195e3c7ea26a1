"""Traces for OpenTelemetry: what a cycle did is told to a real receiver, and one that is broken holds nobody up."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from structlog.testing import capture_logs

from connectors.ews import request
from connectors.ews.reading import ahead
from connectors.graph.wire import batch
from connectors.measured import MEASURED
from daemon import bootstrap
from daemon.tracing import BATCH, TRACING
from tests.flow.firm import ANN, BOB, MORNING, Firm

trace_service_pb2 = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
pytest.importorskip("opentelemetry.exporter.otlp.proto.http")

WAIT = 30


class Collector:
    """Takes in what is exported to it; while it is `held`, it answers nothing."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        self.resources: list[Any] = []
        self.status, self.answered = 200, 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                assert collector.may_answer.wait(WAIT)
                collector.take(body)
                collector.answered += 1
                self.send_response(collector.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}/v1/traces"

    def take(self, body: bytes) -> None:
        told = trace_service_pb2.ExportTraceServiceRequest()
        told.ParseFromString(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
        for resource in told.resource_spans:
            self.resources.append(resource.resource)
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]


@pytest.fixture
def collector() -> Iterator[Collector]:
    found = Collector()
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.may_answer.set()
    found.server.shutdown()
    thread.join(WAIT)
    found.server.server_close()


@contextmanager
def traced(firm: Firm, collector: Collector, *, addresses: bool = False) -> Iterator[None]:
    with bootstrap.traced(firm.store, TRACING.to(collector.endpoint, "1", addresses=addresses)):
        yield


def a_day(firm: Firm) -> None:
    firm.opportunity("200 seats")
    firm.outlook().deliver_mail(ANN, "Offer", "Dear Bob")
    for _ in range(2):
        firm.cycle()


def test_a_cycle_is_told_without_naming_anybody(firm: Firm, collector: Collector):
    with traced(firm, collector):
        a_day(firm)

    names = {span.name for span in collector.spans}
    said = (*collector.resources, *collector.spans)
    told = " ".join([*names, *(str(attribute) for one in said for attribute in one.attributes)])
    assert names >= {"turn", "page", "request", "transaction", "errands"}
    assert [word for word in ("@", "Offer", "seats", "ann", "us.example") if word in told] == []
    turns = {span.span_id for span in collector.spans if span.name == "turn"}
    assert {span.parent_span_id for span in collector.spans if span.name == "page"} <= turns


def _with_a_file(number: int) -> bytes:
    """A mail of which all is asked for once more, by itself."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = ANN, BOB, f"m{number}"
    message["Date"], message["Message-ID"] = format_datetime(MORNING), f"<m{number}@x.example>"
    message.set_content("Dear Bob")
    message.add_attachment(b"an offer", maintype="application", subtype="pdf", filename="offer.pdf")
    return message.as_bytes()


def test_what_other_threads_ask_for_a_turn_is_told_as_its_part(
    firm: Firm, where: str, collector: Collector, monkeypatch: pytest.MonkeyPatch
):
    """Pages that are read ahead and stamps that are written beside, of a server that is waited for; batches at once."""
    monkeypatch.setattr(ahead, "WORTH", -60.0)
    monkeypatch.setattr(ahead, "SHARE", -60.0)
    monkeypatch.setattr(ahead, "IN_A_ROW", 1)
    monkeypatch.setattr(request, "PAGE", 2)
    monkeypatch.setattr(batch, "MOST", 2)
    asking: set[str] = set()
    firm.opportunity("200 seats")
    for number in range(9):
        firm.outlook().deliver(_with_a_file(number))

    with traced(firm, collector):
        told = MEASURED.around

        def watched(name: str, **said: str) -> AbstractContextManager[object]:
            asking.add(threading.current_thread().name.partition("_")[0])
            return told(name, **said)

        monkeypatch.setattr(MEASURED, "around", watched)
        firm.cycle(BOB)

    names = {span.span_id: span.name for span in collector.spans}
    requests = [span for span in collector.spans if span.name == "request"]
    assert asking >= ({"ahead", "beside"} if where == "exchange" else {"dealtrail-batch"})
    assert len(requests) > 9
    assert {names.get(span.parent_span_id) for span in requests} <= {"turn", "page", "errands"}


def test_mailboxes_are_named_where_the_firm_says_so(firm: Firm, collector: Collector):
    with traced(firm, collector, addresses=True):
        a_day(firm)

    assert BOB in " ".join(str(span) for span in collector.spans if span.name == "turn")


def test_a_collector_that_does_not_answer_holds_no_turn_up(firm: Firm, collector: Collector):
    collector.may_answer.clear()

    with traced(firm, collector):
        a_day(firm)  # is over, though nothing was answered
        taken = len(collector.spans)
        collector.may_answer.set()

    assert taken == 0
    assert collector.spans


def test_a_collector_that_is_away_is_told_once(firm: Firm, collector: Collector):
    collector.status = 404  # no such place: nothing that is tried again

    with capture_logs() as logged, traced(firm, collector):
        a_day(firm)
        for _ in range(2 * BATCH):  # more than is sent at once
            with TRACING.span("turn"):
                pass

    assert collector.answered > 1
    assert [one["event"] for one in logged if "traces" in one["event"]] == ["traces are not taken, and get lost"]


def test_a_service_without_the_extra_says_how_to_get_it():
    asked = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from config.settings import Settings; from daemon import bootstrap\n"
        "bootstrap.tracing(Settings.model_construct(telemetry=Settings.model_fields['telemetry'].default.model_copy("
        "update={'endpoint': 'http://127.0.0.1:4318/v1/traces'})), None)"
    )

    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)

    assert "pip install dealtrail[telemetry]" in ended.stderr


def test_nothing_of_it_is_loaded_where_nobody_asks_for_traces():
    asked = "import sys, daemon.service, daemon.tracing; print('opentelemetry.sdk' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert ended.stdout == "False\n"
