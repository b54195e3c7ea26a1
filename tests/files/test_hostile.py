"""A server for S3 that answers as bad ones do: what comes of it, how often it is asked, and that no secret is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.files import NotThere, PlaceFails
from connectors.files.bucket import ATTEMPTS, Address, Bucket
from tests.files.conftest import SECRET

CONTENT = b"%PDF quote"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.asked.append(f"{self.command} {self.path}")
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def do_GET(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_POST(self) -> None:  # by which any number of files are removed
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def say(self, status: int, body: bytes = b"", *, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body) if length is None else length))
        self.send_header("etag", '"1"')
        self.send_header("last-modified", "Tue, 04 Mar 2025 12:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: list[Callable[[Handler], None]]
    asked: list[str]


def refused(status: int, code: str) -> Callable[[Handler], None]:
    """As S3 says it; hostile, with the secret in it."""
    body = f"<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>".encode()
    return lambda handler: handler.say(status, body)


def fine(handler: Handler) -> None:
    handler.say(200, CONTENT)


def removed(handler: Handler) -> None:
    handler.say(200, b"<DeleteResult><Deleted><Key>crm/ab/one.1</Key></Deleted></DeleteResult>")


def cut(handler: Handler) -> None:
    """The connection ends in the middle of the body."""
    handler.say(200, CONTENT[:4], length=len(CONTENT))
    handler.close_connection = True


def silent(handler: Handler) -> None:
    """It begins, and never goes on."""
    handler.say(200, CONTENT[:4], length=len(CONTENT))
    handler.wfile.flush()
    handler.server.ends.wait()  # type: ignore[attr-defined]  # is the test's own


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.answers, made.asked = [fine], []
        made.ends = threading.Event()  # type: ignore[attr-defined]  # so that nobody waits longer than the test
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield made
        made.ends.set()  # type: ignore[attr-defined]  # as above
        made.shutdown()
        thread.join()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def bucket(server: Server, waits: list[float]) -> Bucket:
    address = Address(f"http://127.0.0.1:{server.server_port}", "files", "crm", "us-east-1", "AKIA1", SECRET)
    return Bucket(address, silence=timedelta(seconds=0.3), sleep=waits.append)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            refused(403, "AccessDenied"),
            "the server answers 403 AccessDenied; let this key read, write, remove and list",
        ),
        (refused(403, "InvalidAccessKeyId"), "the server answers 403 InvalidAccessKeyId; correct files.s3.key_id"),
        (refused(403, "SignatureDoesNotMatch"), "403 SignatureDoesNotMatch; correct files.s3.secret"),
        (refused(403, "RequestTimeTooSkewed"), "403 RequestTimeTooSkewed; set this machine's clock right"),
        (refused(404, "NoSuchBucket"), "the server answers NoSuchBucket; make the bucket"),
        (refused(401, "Odd"), "the server answers 401 Odd; correct files.s3.key_id and files.s3.secret"),
    ],
)
def test_what_no_second_try_puts_right_is_asked_once_and_said(
    server: Server, bucket: Bucket, waits: list[float], answer: Callable[[Handler], None], told: str
) -> None:
    server.answers = [answer]

    with pytest.raises(PlaceFails) as refusal:
        bucket.get("ab/one.1", 10)

    assert told in str(refusal.value)
    assert SECRET not in str(refusal.value)
    assert (len(server.asked), waits) == (1, [])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused(500, "InternalError"), "the server answers 500 InternalError; it is tried again"),
        (refused(503, "SlowDown"), "the server answers 503 SlowDown; it is tried again"),
        (refused(429, "TooManyRequests"), "the server answers 429 TooManyRequests; it is tried again"),
        (cut, "there is no usable answer; it is tried again"),
    ],
    ids=["500", "503", "429", "cut"],
)
def test_what_passes_is_tried_again_and_said_where_it_does_not(
    server: Server, bucket: Bucket, waits: list[float], answer: Callable[[Handler], None], told: str
) -> None:
    server.answers = [answer, answer, fine]
    assert bucket.get("ab/one.1", 10) == CONTENT
    assert (len(server.asked), len(waits)) == (3, 2)
    assert waits[0] < waits[1]

    server.answers = [answer]
    with pytest.raises(PlaceFails) as failure:
        bucket.get("ab/one.1", 10)

    assert told in str(failure.value)
    assert SECRET not in str(failure.value)
    assert len(server.asked) == 3 + ATTEMPTS


def test_one_that_falls_silent_is_tried_again_as_often(server: Server, bucket: Bucket, waits: list[float]) -> None:
    server.answers = [silent]
    with pytest.raises(PlaceFails, match="the server does not answer in time; it is tried again"):
        bucket.get("ab/one.1", 10)
    assert len(waits) == ATTEMPTS - 1  # on a busy machine the server may note a request when it was given up

    server.answers = [fine]
    assert bucket.get("ab/one.1", 10) == CONTENT


@pytest.mark.parametrize("answer", [refused(503, "SlowDown"), refused(500, "InternalError")], ids=["503", "500"])
def test_what_writes_and_removes_is_tried_again_as_well(
    server: Server, bucket: Bucket, answer: Callable[[Handler], None]
) -> None:
    server.answers = [answer, fine, answer, removed]

    bucket.put("ab/one.1", CONTENT)
    bucket.remove("ab/one.1")

    assert [asked.split()[0] for asked in server.asked] == ["PUT", "PUT", "POST", "POST"]


def test_what_is_not_there_is_no_failure_of_the_server(server: Server, bucket: Bucket) -> None:
    server.answers = [refused(404, "NoSuchKey")]

    with pytest.raises(NotThere):
        bucket.get("ab/one.1", 10)


def test_a_file_that_may_not_be_removed_is_said(server: Server, bucket: Bucket) -> None:
    one = b"<Error><Key>crm/ab/one.1</Key><Code>AccessDenied</Code><Message>no</Message></Error>"
    server.answers = [lambda handler: handler.say(200, b"<DeleteResult>" + one + b"</DeleteResult>")]

    with pytest.raises(PlaceFails):
        bucket.remove("ab/one.1")


def test_a_server_that_is_not_there_is_said_and_asked_again(waits: list[float]) -> None:
    bucket = Bucket(Address("http://127.0.0.1:9", "files", "", "us-east-1", "AKIA1", SECRET), sleep=waits.append)

    with pytest.raises(PlaceFails, match=r"bucket files of http://127\.0\.0\.1:9: there is no usable answer"):
        bucket.put("ab/one.1", CONTENT)
    assert len(waits) == ATTEMPTS - 1


def test_the_secret_shows_in_nothing_that_is_told(bucket: Bucket, server: Server) -> None:
    address = Address("http://127.0.0.1:9", "files", "", "us-east-1", "AKIA1", SECRET)

    assert SECRET not in f"{address!r} {bucket!r} {bucket._store!r} {bucket.told}"
