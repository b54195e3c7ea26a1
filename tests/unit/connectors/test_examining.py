"""What a real server shows before anybody logs in."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme

from connectors.errors import Unreachable
from connectors.examining import Shown, shown_by

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXPIRES = NOW.replace(hour=0) + timedelta(days=10)


class _Server(BaseHTTPRequestHandler):
    date = format_datetime(NOW + timedelta(minutes=7), usegmt=True)

    def do_HEAD(self) -> None:
        assert "Authorization" not in self.headers
        self.send_response_only(401)
        self.send_header("Date", self.date)
        for one in ('Basic realm="a"', "Negotiate", "NTLM"):
            self.send_header("WWW-Authenticate", one)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def a_server(certificate: trustme.LeafCert | None = None) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Server) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            certificate.configure_cert(context)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"{'https' if certificate else 'http'}://localhost:{server.server_port}/EWS/Exchange.asmx"
        finally:
            server.shutdown()
            thread.join()


def look(endpoint: str, ca_file: Path | None = None, *, verify_tls: bool = True) -> Shown:
    return shown_by(endpoint, ca_file, verify_tls=verify_tls, timeout=timedelta(seconds=10), clock=lambda: NOW)


def test_its_clock_and_the_logins_that_it_offers_are_seen_without_one() -> None:
    with a_server() as endpoint:
        shown = look(endpoint)

    assert shown == Shown(timedelta(minutes=7), None, ("basic", "negotiate", "ntlm"))


def test_when_its_certificate_ends_is_seen_by_whoever_trusts_it_and_where_nothing_is_verified(tmp_path: Path) -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost", not_after=EXPIRES + timedelta(days=3650))
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with a_server(certificate) as endpoint:
        trusted, any_of_them = look(endpoint, tmp_path / "ca.pem"), look(endpoint, verify_tls=False)

    assert trusted == any_of_them
    assert trusted.expires is not None
    assert abs(trusted.expires - EXPIRES - timedelta(days=3650)) <= timedelta(days=1)


def test_a_certificate_that_is_not_trusted_and_a_server_that_is_away_are_told() -> None:
    with a_server(trustme.CA().issue_cert("localhost")) as endpoint, pytest.raises(Unreachable, match="examined"):
        look(endpoint)
    with pytest.raises(Unreachable, match="localhost: it cannot be examined: Connection refused; see to the network"):
        look(endpoint)
