"""Who gets in, and to which mailboxes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import exchangelib
import pytest
import requests
import requests.adapters
from exchangelib.errors import (
    ErrorFolderNotFound,
    ErrorImpersonateUserDenied,
    ErrorItemNotFound,
    ErrorNonExistentMailbox,
    UnauthorizedError,
)
from exchangelib.protocol import BaseProtocol, FailFast
from exchangelib.version import EXCHANGE_2016, Version
from oauthlib.oauth2 import OAuth2Error

from simulator.server import Simulator
from tests.simulated import AccountMaker, simulated


def test_a_service_account_sees_only_what_it_may_impersonate(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    for name in ("bob", "eve"):
        simulator.add_mailbox(f"{name}@us.example", "secret")
        simulator.outlook(f"{name}@us.example").deliver_mail("a@x.example", f"for {name}")
    simulator.add_account("service", "secret")
    simulator.allow_impersonation("service", ["bob@us.example"])

    bob = exchange_account(simulator, "bob@us.example", "secret", user="service", impersonate=True)
    eve = exchange_account(simulator, "eve@us.example", "secret", user="service", impersonate=True)
    nobody = exchange_account(simulator, "nobody@us.example", "secret", user="service", impersonate=True)

    assert bob.inbox.get().subject == "for bob"
    with pytest.raises(ErrorImpersonateUserDenied):
        eve.inbox.refresh()
    with pytest.raises(ErrorNonExistentMailbox):
        nobody.inbox.refresh()


def test_a_delegate_opens_the_mailbox_that_was_shared_and_no_other(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    for name in ("bob", "ann", "eve"):
        simulator.add_mailbox(f"{name}@us.example", f"{name}'s")
    simulator.outlook("ann@us.example").deliver_mail("a@x.example", "for ann")
    simulator.outlook("eve@us.example").deliver_mail("a@x.example", "for eve")
    simulator.allow_delegate("bob@us.example", "ann@us.example")

    ann = exchange_account(simulator, "ann@us.example", "bob's", user="bob@us.example")
    eve = exchange_account(simulator, "eve@us.example", "bob's", user="bob@us.example")
    nobody = exchange_account(simulator, "nobody@us.example", "bob's", user="bob@us.example")

    assert ann.inbox.get().subject == "for ann"
    with pytest.raises(ErrorFolderNotFound):
        eve.inbox.refresh()
    with pytest.raises(ErrorNonExistentMailbox):
        nobody.inbox.refresh()


def test_ids_of_another_mailbox_open_nothing(simulator: Simulator, exchange_account: AccountMaker) -> None:
    simulator.add_mailbox("bob@us.example", "secret")
    simulator.add_mailbox("eve@us.example")
    theirs = simulator.outlook("eve@us.example").deliver_mail("a@x.example", "for eve")
    account = exchange_account(simulator, "bob@us.example", "secret")

    assert [type(answer) for answer in account.fetch([(theirs, None)])] == [ErrorItemNotFound]


def test_a_user_logs_in_by_address_or_domain_name_in_any_case(
    simulator: Simulator, exchange_account: AccountMaker
) -> None:
    simulator.add_mailbox("bob@us.example", "secret")

    for user in ("Bob@US.example", "US\\bob"):
        assert exchange_account(simulator, "bob@us.example", "secret", user=user).inbox.name == "Inbox"


@contextmanager
def an_account(simulator: Simulator, credentials: Any, auth: str, address: str, access: str) -> Iterator[Any]:
    configuration = exchangelib.Configuration(
        service_endpoint=simulator.endpoint,
        credentials=credentials,
        auth_type=auth,
        version=Version(EXCHANGE_2016),
        retry_policy=FailFast(),
        max_connections=1,
    )
    account = exchangelib.Account(address, config=configuration, autodiscover=False, access_type=access)
    try:
        yield account
    finally:
        account.protocol.close()


@pytest.mark.parametrize("user", ["bob@us.example", "US\\bob"])
def test_ntlm_proves_the_connection_once(simulator: Simulator, user: str) -> None:
    simulator.add_mailbox("bob@us.example", "sécret")

    with an_account(
        simulator,
        exchangelib.Credentials(user, "sécret"),
        exchangelib.NTLM,
        "bob@us.example",
        exchangelib.DELEGATE,
    ) as account:
        names = [account.inbox.name, account.calendar.name, account.tasks.name]

    assert names == ["Inbox", "Calendar", "Tasks"]
    assert simulator.journal.counts() == {"GetFolder": 4}  # the root is asked for, too
    assert simulator.journal.refused_logins == 0


def test_ntlm_refuses_a_wrong_password(simulator: Simulator) -> None:
    simulator.add_mailbox("bob@us.example", "secret")

    with (
        an_account(
            simulator,
            exchangelib.Credentials("bob@us.example", "wrong"),
            exchangelib.NTLM,
            "bob@us.example",
            exchangelib.DELEGATE,
        ) as account,
        pytest.raises(UnauthorizedError),
    ):
        account.inbox.refresh()
    assert simulator.journal.refused_logins == 1


class Trusting(requests.adapters.HTTPAdapter):
    """Trusts the simulator's authority, in exchangelib's sessions and its token requests."""

    ca_file: Path | None = None

    def send(self, *args: Any, **options: Any) -> requests.Response:
        options["verify"] = str(self.ca_file)
        return super().send(*args, **options)


@pytest.fixture
def tls() -> Iterator[Simulator]:
    with simulated(tls=True) as simulator:
        before = BaseProtocol.HTTP_ADAPTER_CLS
        Trusting.ca_file = simulator.ca_file
        BaseProtocol.HTTP_ADAPTER_CLS = Trusting
        try:
            yield simulator
        finally:
            BaseProtocol.HTTP_ADAPTER_CLS = before


def an_application(simulator: Simulator, secret: str) -> Any:
    class Credentials(exchangelib.OAuth2Credentials):  # type: ignore[misc]  # exchangelib has no types
        @property
        def token_url(self) -> str:
            return simulator.token_url(self.tenant_id)

    return Credentials(client_id="app", client_secret=secret, tenant_id="firm")


def test_an_application_gets_a_token_and_reads_what_it_may_impersonate(tls: Simulator) -> None:
    tls.add_mailbox("bob@us.example")
    tls.add_application("firm", "app", "s3cret")
    tls.allow_impersonation("app", ["bob@us.example"])

    with an_account(
        tls, an_application(tls, "s3cret"), exchangelib.OAUTH2, "bob@us.example", exchangelib.IMPERSONATION
    ) as account:
        assert account.inbox.name == "Inbox"


def test_an_application_with_a_wrong_secret_gets_no_token(tls: Simulator) -> None:
    tls.add_mailbox("bob@us.example")
    tls.add_application("firm", "app", "s3cret")

    with (
        an_account(
            tls, an_application(tls, "wrong"), exchangelib.OAUTH2, "bob@us.example", exchangelib.IMPERSONATION
        ) as account,
        pytest.raises(OAuth2Error, match="invalid_client"),
    ):
        account.inbox.refresh()


def test_a_token_runs_out_by_the_simulators_clock() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with simulated(clock=lambda: now) as simulator:
        simulator.add_application("firm", "app", "s3cret")
        with simulator.organization.lock:
            token = simulator.organization.issue_token("firm", "app", "s3cret", timedelta(hours=1))
        assert token is not None

        assert simulator.organization.application_of(token) == "app"
        now += timedelta(hours=1)
        assert simulator.organization.application_of(token) is None


def test_a_client_that_does_not_trust_the_authority_is_not_served(tls: Simulator) -> None:
    with requests.Session() as session, pytest.raises(requests.exceptions.SSLError):
        session.post(tls.endpoint, timeout=5)
    with requests.Session() as session:
        assert session.post(tls.endpoint, timeout=5, verify=str(tls.ca_file)).status_code == 401


def test_only_the_offered_ways_to_log_in_are_open(exchange_account: AccountMaker) -> None:
    with simulated(schemes=("NTLM",)) as simulator:
        simulator.add_mailbox("bob@us.example", "secret")
        account = exchange_account(simulator, "bob@us.example", "secret")

        with pytest.raises(UnauthorizedError):
            account.inbox.refresh()
