"""What asks for health in a container, outside of one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from shipping.image import health


@contextmanager
def answering(status: int) -> Iterator[str]:
    """HOST:PORT of what answers everything with this status, and the path that it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(f"asked for {self.path}\n".encode())

        def log_message(self, format: str, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (421, 1), (404, 1)])
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_service_is_well_where_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str, status: int, code: int
) -> None:
    with answering(status) as place:
        monkeypatch.setenv("DEALTRAIL_HEALTH__LISTEN", place)

        assert health.main(path) == code

    assert capsys.readouterr().out == f"asked for {path}\n"


@pytest.mark.parametrize(("status", "code"), [(200, 0), (421, 0), (303, 0), (500, 1), (503, 1)])
def test_pages_are_well_where_they_answer_without_a_failure_of_their_own(
    capsys: pytest.CaptureFixture[str], status: int, code: int
) -> None:
    with answering(status) as place:
        assert health.main(f"http://{place}/") == code

    assert capsys.readouterr().out == f"{status}: {place} answers\n"


@pytest.mark.parametrize(
    ("listen", "says"),
    [
        ("127.0.0.1:1", "127.0.0.1:1: [Errno 111] Connection refused"),
        ("/nowhere/health", "/nowhere/health: [Errno 2] No such file or directory"),
        ("", "DEALTRAIL_HEALTH__LISTEN is not set"),
        ("127.0.0.1:port", "127.0.0.1:port: nonnumeric port: 'port'"),
    ],
)
def test_where_nobody_answers_it_says_so_and_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], listen: str, says: str
) -> None:
    monkeypatch.setenv("DEALTRAIL_HEALTH__LISTEN", listen)

    assert health.main("/healthz") == 1
    assert capsys.readouterr().out.startswith(says)


def test_it_loads_nothing_of_the_program_or_of_others() -> None:
    program = Path(health.__file__)
    ask = "import runpy, sys; runpy.run_path(sys.argv[1]); print(*(sys.modules.keys() - sys.stdlib_module_names))"

    command = [sys.executable, "-I", "-S", "-c", ask, str(program)]
    loaded = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()

    assert [name for name in loaded if "." not in name] == ["__main__"] or loaded == []
    assert program.read_text().startswith("#!/usr/bin/python3 -IS\n")
