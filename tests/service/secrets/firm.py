"""A firm all of whose secrets are marked: both servers, webhooks, sign-in by a provider, and whoever holds a key."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from daemon.acts import add_token
from daemon.webhooks import Keys
from simulator.command import RIGHTS
from simulator.server import Simulator
from store.database import open_store
from store.values import EVENTS, Actor
from tests.applications import key_pair, pem_of, private_pem
from tests.receiver import receiving
from tests.service.cli.mailboxes import CLIENT, TENANT
from tests.service.site import ANN, BOB, EVE, SERVICE
from tests.service.test_web_process import a_free_port
from tests.simulated import simulated
from tests.web.oidc.provider import CLIENT as SITE
from tests.web.oidc.provider import SECRET, Provider, providing

JOE, BY_CERTIFICATE = "joe@us.example", "dealtrail-by-certificate"


def a_mark(name: str) -> str:
    """Unlike any other text, with signs that each way of writing writes otherwise."""
    return f"mark-{name}/+'&{secrets.token_hex(8)}"


@dataclass
class Firm:
    folder: Path
    simulator: Simulator
    provider: Provider
    url: str  # of the database
    port: int
    marks: dict[str, str] = field(default_factory=dict)  # by what each is
    number: int = 1

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def credentials(self) -> Path:
        return self.folder / "credentials"

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def pages(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def written(self) -> tuple[Path, ...]:
        """By the administrator: that secrets are there is no leak."""
        return self.config, self.credentials

    def environment(self) -> dict[str, str]:
        place = self.folder / "tmp"
        place.mkdir(exist_ok=True)
        crashing = {"PYTHONFAULTHANDLER": "1", "TMPDIR": str(place), "JOURNAL_STREAM": "8:12345"}
        return crashing | {"CREDENTIALS_DIRECTORY": str(self.credentials)}

    def configure(self, *, ca_file: str = "", url: str = "") -> None:
        trusted = ca_file or f'"{self.authority}"'
        self.config.write_text(
            f'[database]\nurl = "{url or self.url}"\n[log]\nlevel = "debug"\n'
            f'[sync]\ninterval = "1s"\ntime_zone = "Europe/Oslo"\n[health]\nlisten = "{self.folder}/health"\n'
            f'[exchange]\nendpoint = "{self.simulator.endpoint}"\nauth = "basic"\nusername = "{SERVICE}"\n'
            f"ca_file = {trusted}\n"
            f'[server.cloud]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{CLIENT}"\n'
            f'authority = "{self.simulator.url}"\nendpoint = "{self.simulator.graph_url}"\nca_file = {trusted}\n'
            f'[server.abroad]\nkind = "graph"\ntenant_id = "{TENANT}"\nclient_id = "{BY_CERTIFICATE}"\n'
            f'authority = "{self.simulator.url}"\nendpoint = "{self.simulator.graph_url}"\nca_file = {trusted}\n'
            f'[[mailbox]]\naddress = "{BOB}"\nserver = "exchange"\n[[mailbox]]\naddress = "{EVE}"\nserver = "cloud"\n'
            f'[[mailbox]]\naddress = "{JOE}"\nserver = "abroad"\n'
            f'[web]\nlisten = "127.0.0.1:{self.port}"\nurl = "{self.pages}"\nsign_in = ["oidc", "passkey"]\n'
            f'[web.oidc]\nissuer = "{self.provider.url}"\nclient_id = "{SITE}"\n'
            f'[webhooks]\nallow = ["localhost"]\n'
        )

    def give(self, **credentials: str) -> None:
        self.credentials.mkdir(exist_ok=True)
        for name, text in credentials.items():
            (self.credentials / f"dealtrail.{name.replace('__', '.')}").write_text(text)

    def tokens(self) -> dict[str, str]:
        """What the authority gave out so far, and the provider that people sign in by."""
        given = [*self.simulator.organization._tokens, *self.provider.given]
        return {f"code or token {number}": token for number, token in enumerate(given)}


@contextmanager
def marked(folder: Path, url: str) -> Iterator[Firm]:
    with ExitStack() as stack:
        simulator = stack.enter_context(simulated(tls=True))
        provider = stack.enter_context(providing(lambda: datetime.now(UTC)))
        receiver = stack.enter_context(receiving())
        firm = Firm(folder, simulator, provider, url, a_free_port())
        _servers(firm)
        _people(firm, receiver.url)
        firm.configure()
        yield firm


def _servers(firm: Firm) -> None:
    password, secret, key = a_mark("password"), a_mark("client-secret"), a_mark("webhooks-key-of-32-characters")
    firm.marks |= {"password": password, "client secret": secret, "webhooks.key": key, "secret for signing in": SECRET}
    if login := urlsplit(firm.url).password:
        firm.marks["password of the database"] = unquote(login)
    for address in (BOB, EVE, JOE):
        firm.simulator.add_mailbox(address, zone="Europe/Oslo")
        firm.simulator.outlook(address).deliver_mail(ANN, "200 seats, please", "Dear all", message_id=f"<{address}>")
    firm.simulator.add_account(SERVICE, password)
    firm.simulator.allow_impersonation(SERVICE)
    firm.simulator.add_application(TENANT, CLIENT, secret)
    firm.simulator.grant(CLIENT, *RIGHTS)
    certificate, private = _application_by_certificate(firm)
    shutil.copy(str(firm.simulator.ca_file), firm.authority)
    firm.give(exchange__password=password, server__cloud__client_secret=secret, webhooks__key=key)
    firm.give(server__abroad__certificate=private + certificate)
    firm.give(web__oidc__client_secret=SECRET)


def _application_by_certificate(firm: Firm) -> tuple[str, str]:
    """Its certificate and its private key, which is marked by a line of it and by the number that it is about."""
    key, made = key_pair()
    certificate, private = pem_of(made).decode(), private_pem(key).decode()
    firm.simulator.add_application(TENANT, BY_CERTIFICATE, a_mark("unused"))
    firm.simulator.trust_certificate(TENANT, BY_CERTIFICATE, certificate)
    firm.simulator.grant(BY_CERTIFICATE, *RIGHTS)
    firm.marks["a line of a private key"] = private.splitlines()[12]
    firm.marks["a private key's number"] = str(key.private_numbers().d)
    return certificate, private


def _people(firm: Firm, receiver: str) -> None:
    keys = Keys(firm.marks["webhooks.key"])
    salts = keys.new()
    assert salts is not None
    with closing(open_store(firm.url)) as store, store.write() as unit:
        bob = unit.users.add("Bob", BOB)
        ann = unit.contacts.add("Ann", addresses=(ANN,))
        firm.number = unit.opportunities.add("200 seats", contact_id=ann.id, assigned_to=bob.id).number
        unit.act_as(Actor.of(bob))
        unit.webhooks.add(receiver, EVENTS, salts)
        _, _, token = add_token(unit, "a program", 30, may_write=True)
        firm.marks |= {
            "secret of a webhook": keys.shown(salts),
            "token of a program": token,
            "key of an invitation": unit.passkeys.invite(bob, timedelta(days=1)),
            "session": unit.sessions.begin(bob, "test"),
        }
