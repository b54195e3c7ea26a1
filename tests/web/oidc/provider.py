"""An OpenID Connect provider of our own on loopback: to the standards, but for the faults that a test names."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "dealtrail at us", "s:cret/with+signs="
Answer = tuple[int, dict[str, str], bytes]
Reply = Callable[[dict[str, str]], Answer]


KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})


@dataclass
class Provider:
    """What it says and does can be changed at any time; `asked` counts the paths that were asked for."""

    clock: Any  # moved by the test
    url: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"email": "bob@us.example", "email_verified": True})
    key: Any = field(default_factory=lambda: KEY)
    header: dict[str, Any] = field(default_factory=dict)  # over the token's
    told: dict[str, Any] = field(default_factory=dict)  # over what discovery says; None takes out
    keys: list[Any] | None = None  # in place of its own key
    sign: Callable[[dict[str, Any]], str] | None = None  # in place of its own way
    answers: dict[str, Answer] = field(default_factory=dict)  # in place of its own, by path
    refusal: dict[str, str] | None = None  # of whoever comes to sign in
    asked: dict[str, int] = field(default_factory=dict)
    is_asking_first: bool = False  # with a page, as one does that does not know the browser
    given: list[str] = field(default_factory=list)  # codes and tokens, all of them
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def begin_anew(self) -> None:
        vars(self).update(vars(Provider(self.clock, self.url)))

    def metadata(self) -> dict[str, Any]:
        says = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize?tenant=us",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email"],
            "claims_supported": ["sub", "email", "email_verified"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        } | self.told
        return {name: value for name, value in says.items() if value is not None}

    def answer(self, method: str, path: str, asked: dict[str, str], login: str) -> Answer:
        self.asked[path] = self.asked.get(path, 0) + 1
        if path in self.answers:
            return self.answers[path]
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                return _json(200, self.metadata())
            case "GET", "/keys":
                keys = [self.key] if self.keys is None else self.keys
                return _json(200, {"keys": [one if isinstance(one, dict) else one.as_dict() for one in keys]})
            case "GET", "/authorize" if self.is_asking_first:
                fields = "".join(f'<input type="hidden" name="{name}" value="{asked[name]}">' for name in asked)
                page = f'<!doctype html><title>Who?</title><form method="post">{fields}<button>I am Bob</button></form>'
                return 200, {"Content-Type": "text/html"}, page.encode()
            case (("GET" | "POST"), "/authorize"):
                return self._authorize(asked)
            case "POST", "/token":
                return self._token(asked, login)
            case "GET", "/end":
                return 303, {"Location": asked["post_logout_redirect_uri"]}, b""
        return 404, {}, b""

    def _authorize(self, asked: dict[str, str]) -> Answer:
        """As a strict provider does: RFC 6749, 7636; OpenID Connect Core 3.1.2.2."""
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["tenant"] == "us"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["code_challenge"]) == 43
        assert len(asked["nonce"]) >= 43
        back = self.refusal
        if back is None:
            code = secrets.token_urlsafe(16)
            self._codes[code] = asked
            self.given.append(code)
            back = {"code": code}
        query = urlencode(back | {"state": asked["state"]})
        return 303, {"Location": f"{asked['redirect_uri']}?{query}"}, b""

    def _token(self, asked: dict[str, str], login: str) -> Answer:
        posted = (asked.get("client_id"), asked.get("client_secret"))
        basic = base64.b64encode(f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}".encode()).decode()
        methods = self.metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        by = "client_secret_post" if posted[1] else "client_secret_basic"
        if by not in methods or (posted != (CLIENT, SECRET) and login != f"Basic {basic}"):
            return _json(401, {"error": "invalid_client", "error_description": "who are you?"})
        begun = self._codes.pop(asked.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != asked["redirect_uri"]:
            return _json(400, {"error": "invalid_grant"})
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != begun["code_challenge"]:
            return _json(400, {"error": "invalid_grant"})
        access, proof = secrets.token_urlsafe(16), self.id_token(begun["nonce"])
        self.given += [access, proof]
        return _json(200, {"access_token": access, "token_type": "Bearer", "id_token": proof})

    def id_token(self, nonce: str) -> str:
        now = int(self.clock().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        claims |= {name: now + one.total_seconds() for name, one in claims.items() if isinstance(one, timedelta)}
        if self.sign is not None:
            return self.sign(claims)
        algorithm = "ES256" if isinstance(self.key, ECKey) else "RS256"
        header = {"alg": algorithm, "kid": self.key.get("kid")} | self.header
        header = {name: value for name, value in header.items() if value is not None}
        return jwt.encode(header, claims, self.key, algorithms=[header["alg"]])


def _json(status: int, content: object) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content).encode()


@contextmanager
def providing(clock: Callable[[], datetime], context: ssl.SSLContext | None = None) -> Iterator[Provider]:
    provider = Provider(clock)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._do(parse_qs(urlsplit(self.path).query))

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._do(parse_qs(text, keep_blank_values=True))

        def _do(self, asked: dict[str, list[str]]) -> None:
            one_each = {name: values[0] for name, values in asked.items()}
            login = self.headers.get("Authorization", "")
            status, headers, content = provider.answer(self.command, urlsplit(self.path).path, one_each, login)
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing is written into the output of tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    provider.url = f"{'https' if context else 'http'}://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
