"""A configuration is read again when a file of it was changed, and never for nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.keys import Key
from config.renewal import ASKED_EVERY, Renewal
from config.settings import Loaded, load
from tests.unit.config.desk import is_read

WITH = """
[database]
url = "sqlite:////tmp/x.sqlite"
[server.cloud]
kind = "graph"
tenant_id = "us.example"
client_id = "dealtrail"
certificate_file = "{certificate}"
[[mailbox]]
address = "bob@us.example"
server = "cloud"
currency
"""


class Machine:
    """A configuration in a file, which names another, beside a folder of credentials."""

    def __init__(self, folder: Path) -> None:
        self.file, self.certificate = folder / "config.toml", folder / "app.pem"
        self.credentials = folder / "credentials"
        self.credentials.mkdir()
        self.certificate.write_text("first")
        self.write("EUR")
        self.read = 0
        self.environ = {"CREDENTIALS_DIRECTORY": str(self.credentials)}
        self.renewal = Renewal(self._load(), self._load, self.environ)
        self.read = 0

    def _load(self) -> Loaded:
        self.read += 1
        return load(self.file, self.environ)

    def write(self, currency: str) -> None:
        text = WITH.format(certificate=self.certificate).replace("currency", f'[records]\ncurrency = "{currency}"')
        self.change(self.file, text)

    def change(self, path: Path, text: str) -> None:
        """As editors do it: another file in its place."""
        other = path.with_suffix(".new")
        other.write_text(text)
        os.replace(other, path)

    def renewed(self) -> list[bool]:
        """What is said when it is seen, when it was read, and afterwards."""
        begun = self.renewal.renew()
        is_read()
        return [begun, self.renewal.renew(), self.renewal.renew()]

    @property
    def currency(self) -> str:
        return self.renewal.settings.records.currency


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_nothing_is_read_while_nothing_was_changed(machine: Machine):
    assert [machine.renewal.renew() for _ in range(3)] == [False] * 3
    assert machine.read == 0


def test_a_changed_file_is_read_once_and_used_from_then_on(machine: Machine):
    machine.write("NOK")

    assert machine.renewed() == [False, True, False]
    assert (machine.currency, machine.read) == ("NOK", 1)


@pytest.mark.parametrize("what", ["certificate", "credential"])
def test_so_is_one_beside_it(machine: Machine, what: str):
    place = machine.certificate if what == "certificate" else machine.credentials / "somebody.else"

    machine.change(place, "second")

    assert machine.renewed() == [False, True, False]


@pytest.mark.parametrize("broken", ["[records", 'nonsense = "1"', ""])
def test_what_cannot_be_used_is_said_once_and_what_was_read_before_stays(machine: Machine, broken: str):
    if broken:
        machine.change(machine.file, broken)
    else:
        machine.file.unlink()

    with pytest.raises(ConfigError):
        machine.renewed()

    assert not machine.renewal.renew()
    assert machine.currency == "EUR"
    machine.write("NOK")
    assert machine.renewed() == [False, True, False]
    assert machine.currency == "NOK"


def test_its_keys_are_looked_through_every_five_minutes_and_not_with_each_turn(machine: Machine):
    """There may be a thousand mailboxes, each with keys of its own."""
    now, looked = [0.0], 0

    class Watched(Loaded):
        def secrets_of_service(self) -> tuple[Key, ...]:
            nonlocal looked
            looked += 1
            return super().secrets_of_service()

    loaded = load(machine.file, machine.environ)
    renewal = Renewal(
        Watched(loaded.settings, loaded.file, loaded.layers), lambda: loaded, machine.environ, lambda: now[0]
    )

    for now[0] in range(0, int(3 * ASKED_EVERY), 5):
        assert not renewal.renew()

    assert looked == 2
