"""The provider, asked as seldom as may be, and never for long."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any, Generic, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # ships no types
from authlib.integrations.httpx_client import OAuth2Client  # type: ignore[import-untyped]

from config.web_sections import OidcSettings
from connectors.bounded import WholeAnswers
from connectors.errors import MailboxError
from connectors.trust import context_for
from daemon.web.oidc import metadata
from daemon.web.oidc.errors import Fault, NotSignedIn
from daemon.web.oidc.metadata import Metadata
from daemon.web.oidc.tokens import Key, UnknownKey, claims_of, keys_in, person_in
from daemon.web.proxy import Vouched

PATIENCE = 10.0  # seconds for an answer
LARGEST = 1_000_000  # bytes of one
AT_ONCE = 8  # requests: a provider that hangs must not hold all threads that pages are served by
TURN = 2.0  # seconds that the others wait for theirs
KEPT = timedelta(hours=1)
NEW_KEYS_AFTER = timedelta(minutes=1)  # at the soonest, whatever tokens name

T = TypeVar("T")


class _Kept(Generic[T]):
    """What was fetched last; one thread fetches, and the others wait for it a little."""

    def __init__(self, fetch: Callable[[], T], clock: Callable[[], datetime], turn: float) -> None:
        self._fetch, self._clock, self._turn, self._lock = fetch, clock, turn, Lock()
        self._found: T | None = None
        self._at: datetime | None = None

    def get(self, newer_than: timedelta = KEPT) -> T:
        if not self._lock.acquire(timeout=self._turn):
            raise NotSignedIn(Fault.AWAY, "the provider is being asked, and takes long to answer")
        try:
            now = self._clock()
            if self._found is None or self._at is None or now - self._at >= newer_than:
                self._found, self._at = self._fetch(), now
            return self._found
        finally:
            self._lock.release()


class Provider:
    """For any thread. Raises NotSignedIn alone."""

    def __init__(
        self, settings: OidcSettings, clock: Callable[[], datetime], *, patience: float = PATIENCE, turn: float = TURN
    ) -> None:
        self._settings, self._clock, self._patience, self._turn = settings, clock, patience, turn
        self._metadata = _Kept(self._fetch_metadata, clock, turn)
        self._keys = _Kept(self._fetch_keys, clock, turn)
        self._turns = BoundedSemaphore(AT_ONCE)

    @property
    def name(self) -> str:
        """What people are told that it is called."""
        return urlsplit(self._settings.issuer).hostname or self._settings.issuer

    @property
    def issuer(self) -> str:
        return self._settings.issuer

    def metadata(self) -> Metadata:
        return self._metadata.get()

    def keys(self) -> Sequence[Key]:
        return self._keys.get()

    def asks_at(self, back: str, *, state: str, nonce: str, verifier: str) -> str:
        """Where a browser goes to be asked who is there; from there it comes back to `back` with a code."""
        there = self.metadata().authorization_endpoint
        with self._asking() as client:
            url: str = client.create_authorization_url(
                there, state=state, nonce=nonce, code_verifier=verifier, redirect_uri=back
            )[0]
        return url

    def ends_at(self, back: str) -> str:
        """Where a browser goes to sign out of the provider, too; "" where it says of none, or does not answer."""
        try:
            there = self.metadata().end_session_endpoint
        except NotSignedIn:
            return ""
        asked = urlencode({"client_id": self._settings.client_id, "post_logout_redirect_uri": back})
        return there and f"{there}{'&' if urlsplit(there).query else '?'}{asked}"

    def person(self, code: str, back: str, *, nonce: str, verifier: str) -> Vouched:
        """Whom the provider vouches for, by the ID token that it gives for a code."""
        id_token = self._id_token(code, back, verifier)
        return person_in(self._claims(id_token, nonce), self._settings)

    def _claims(self, id_token: str, nonce: str) -> Mapping[str, Any]:
        """What it says, once it holds; keys are fetched anew for one that none of them made."""
        now = self._clock()
        try:
            return claims_of(id_token, self.keys(), self._settings, nonce=nonce, now=now)
        except UnknownKey:
            keys = self._keys.get(newer_than=NEW_KEYS_AFTER)
        try:
            return claims_of(id_token, keys, self._settings, nonce=nonce, now=now)
        except UnknownKey:
            raise NotSignedIn(Fault.WRONG, f"{self.issuer}: its ID token is signed by no key of its set") from None

    def _id_token(self, code: str, back: str, verifier: str) -> str:
        there = self.metadata()
        with self._asking(there.auth_method) as client:
            client.register_compliance_hook("access_token_response", self._as_tokens)
            try:
                tokens = client.fetch_token(there.token_endpoint, code=code, redirect_uri=back, code_verifier=verifier)
            except OAuthError as error:
                sentence = f"{self.issuer}: it gives no token: {_said(error.error)}, {_said(error.description)}"
                raise NotSignedIn(Fault.WRONG, sentence) from None
        if not isinstance(id_token := tokens.get("id_token"), str):
            raise NotSignedIn(Fault.WRONG, f"{self.issuer}: its answer to a code has no ID token")
        return id_token

    def _as_tokens(self, response: Any) -> Any:
        """The library takes what is no JSON for many things; raises NotSignedIn for all of them."""
        try:
            if isinstance(response.json(), dict):
                return response
        except (ValueError, RecursionError):
            pass
        what = f"its token endpoint answered {response.status_code}, and no JSON object"
        raise NotSignedIn(Fault.AWAY, f"{self.issuer}: {what}")

    def _fetch_metadata(self) -> Metadata:
        content = self._got(self.issuer.rstrip("/") + metadata.WELL_KNOWN)
        return metadata.read(content, self.issuer)

    def _fetch_keys(self) -> Sequence[Key]:
        there = self.metadata().jwks_uri
        if found := keys_in(self._got(there)):
            return found
        raise NotSignedIn(Fault.AWAY, f"{there} has no key that signatures are made by; look at the provider")

    def _got(self, url: str) -> bytes:
        with self._asking() as client:
            answer = client.request("GET", url, withhold_token=True)
        if answer.status_code != 200:
            sentence = f"{url} answered {answer.status_code}; look at web.oidc.issuer and at the provider"
            raise NotSignedIn(Fault.AWAY, sentence)
        content: bytes = answer.content
        return content

    @contextmanager
    def _asking(self, auth_method: str = "client_secret_basic") -> Iterator[Any]:
        """A client of the provider, which follows no redirects and keeps no cookies beyond this."""
        ours = self._settings
        if not self._turns.acquire(timeout=self._turn):
            raise NotSignedIn(Fault.AWAY, f"{self.issuer}: too much is being asked of it at once")
        try:
            context = context_for(self.issuer, ours.ca_file, verify_tls=True)
            with OAuth2Client(
                ours.client_id,
                ours.client_secret.get_secret_value() if ours.client_secret else None,
                token_endpoint_auth_method=auth_method,
                scope=" ".join(ours.scopes),
                code_challenge_method="S256",
                transport=WholeAnswers(context, self.issuer, seconds=self._patience, most=LARGEST),
                trust_env=False,
            ) as client:
                client.register_client_auth_method(("client_secret_basic", _basic))
                yield client
        except MailboxError as error:
            raise NotSignedIn(Fault.AWAY, str(error)) from error
        finally:
            self._turns.release()


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """As RFC 6749, 2.3.1 has it: escaped first, which the library leaves out."""
    login = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    return uri, headers, body


def _said(words: object) -> str:
    """What another service says, short enough for a log."""
    return repr(words)[:300]
