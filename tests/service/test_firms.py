"""Several firms on one installation: each is kept in step, and nothing of one shows in another."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest

from config.firms import read_firms
from config.settings import Settings
from daemon.cli.main import main
from daemon.firms import Hindrances, database_of
from simulator.faults import Fault, FaultKind
from simulator.server import Simulator
from store.database import open_store
from tests.logs import left_as_it_was
from tests.postgres import PostgresServer
from tests.service.process import Daemon, dealtrail, own_environment, until
from tests.service.site import ANN, BOB, EVE, Site, a_site
from tests.service.test_web_process import a_free_port
from tests.simulated import simulated

NAMES = ("oslo", "bergen")


@dataclass
class Houses:
    """An installation with two firms, each with a server of its own, and words that nobody else uses."""

    folder: Path
    sites: dict[str, Site]

    @property
    def file(self) -> Path:
        return self.folder / "firms.toml"

    def write(self, more: str = "") -> None:
        firms = "".join(
            f'[firms.{name}]\nconfig = "{site.config}"\ncredentials = "{site.credentials}"\n'
            for name, site in self.sites.items()
        )
        self.file.write_text(f'database = "sqlite:///{self.folder}/limits.sqlite"\n{firms}{more}')

    def run(self, *words: str):
        return dealtrail(self.file, "firms", *(words or ("run",)), "--file", str(self.file))

    def said(self, *words: str) -> tuple[int, str]:
        """How a command ends that this process runs, and all that it says."""
        told, around = io.StringIO(), dict(os.environ)
        os.environ["DEALTRAIL_FIRMS"] = str(self.file)
        try:
            with left_as_it_was(), redirect_stdout(told), redirect_stderr(told):
                code = main(words)
        finally:  # `--firm` gives a process the firm's environment, for good
            os.environ.clear()
            os.environ.update(around)
        return code, told.getvalue()


def word_of(name: str) -> str:
    return f"pelican-of-{name}"


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Houses]:
    with ExitStack() as running:
        sites = {}
        for name in NAMES:
            (tmp_path / name).mkdir()
            sites[name] = site = a_site(tmp_path / name, running.enter_context(simulated()))
            with closing(open_store(site.url)) as store, store.write() as unit:
                unit.contacts.add(f"{word_of(name)} Larsen", addresses=(f"{word_of(name)}@client.example",))
                unit.opportunities.add(f"{word_of(name)} seats", contact_id=unit.contacts.find("Ann").id)
            limit = "[exchange]\nrequests_at_once = 3\n"
            health = f'[health]\nlisten = "{tmp_path / name / "health"}"\naddresses = true\n'
            site.config.write_text(site.config.read_text().replace("[exchange]\n", limit) + health)
            password = f"{word_of(name)}-password"
            site.give_password(password)
            site.simulator.change_password("service@us.example", password)
        found = Houses(tmp_path, sites)
        found.write()
        yield found


def process_of(running: Daemon, firm: str) -> int:
    """The one that was started last."""
    return int(running.events("a firm is started", firm=firm)[-1]["process"])


def memory_of(process: int) -> Iterator[bytes]:
    """All that it can write to: values, caches, buffers, secrets."""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            place, rights, *_ = line.split()
            if "w" in rights and "[v" not in line:
                start, end = (int(part, 16) for part in place.split("-"))
                memory.seek(start)
                try:
                    yield memory.read(end - start)
                except OSError:
                    continue


def everything_of(houses: Houses, running: Daemon, firm: str) -> dict[str, bytes]:
    """Where anything of another firm could show."""
    process, site = process_of(running, firm), houses.sites[firm]
    here = Path(f"/proc/{process}")
    return {
        "the log": "\n".join(json.dumps(one) for one in running.log if one.get("firm") == firm).encode(),
        "the environment": (here / "environ").read_bytes(),
        "open files": "\n".join(os.readlink(one) for one in (here / "fd").iterdir() if one.exists()).encode(),
        "the memory": b"\0".join(memory_of(process)),
        "the database": b"".join(one.read_bytes() for one in site.folder.glob("dealtrail.sqlite*")),
        "status": houses.said("--firm", firm, "status", "--json")[1].encode(),
        "metrics": metrics_of(site),
        "what is shared": (houses.folder / "limits.sqlite").read_bytes(),
    }


def metrics_of(site: Site) -> bytes:
    with socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(site.folder / "health"))
        asking.sendall(b"GET /metrics HTTP/1.0\r\nHost: x\r\n\r\n")
        return b"".join(iter(lambda: asking.recv(65536), b""))


def test_each_is_kept_in_step_and_nothing_of_one_shows_in_another(houses: Houses) -> None:
    with houses.run() as running:
        mails = {name: site.deliver(f"{word_of(name)} asks") for name, site in houses.sites.items()}
        until(lambda: all(site.is_stamped(mails[name]) for name, site in houses.sites.items()), "all mail is stamped")
        found = {name: everything_of(houses, running, name) for name in NAMES}
        code = running.stop()

    assert code == 0
    for name, other in (NAMES, NAMES[::-1]):
        own, foreign = word_of(name).encode(), word_of(other).encode()
        assert {place for place, content in found[name].items() if own in content} >= {"the memory", "the database"}
        assert [place for place, content in found[name].items() if foreign in content] == []
        assert [place for place, content in found[name].items() if f"/{other}/".encode() in content] == []
        assert houses.sites[name].history() == [f"{word_of(name)} asks"]


def test_what_becomes_of_one_does_not_stop_the_others_and_is_tried_again(houses: Houses) -> None:
    houses.write(
        f'[firms.gone]\nconfig = "{houses.folder}/gone.toml"\n'
        f'[firms.twin]\nconfig = "{houses.folder}/twin.toml"\n'
        f'[firms.empty]\nconfig = "{houses.folder}/empty.toml"\ncredentials = "{houses.sites["oslo"].credentials}"\n'
    )
    for name, url in (("twin", houses.sites["oslo"].url), ("empty", f"sqlite:///{houses.folder}/empty.sqlite")):
        text = houses.sites["oslo"].config.read_text().replace(houses.sites["oslo"].url, url)
        (houses.folder / f"{name}.toml").write_text(text)

    with houses.run() as running:
        for name in NAMES:
            running.logs("turn done", firm=name)
        running.logs("a firm is not started", firm="gone")
        running.logs("a firm is not started", firm="twin")
        running.logs("a firm's process ended", firm="empty")
        os.kill(process_of(running, "oslo"), signal.SIGKILL)
        running.logs("a firm is started", firm="oslo", times=2)
        mails = {name: site.deliver("news") for name, site in houses.sites.items()}
        until(lambda: all(site.is_stamped(mails[name]) for name, site in houses.sites.items()), "both go on")
        reasons = {one["firm"]: one["reason"] for one in running.log if "reason" in one}
        assert running.stop() == 0

    assert "gone.toml: this file does not exist" in reasons["gone"]
    assert reasons["twin"] == "its database is that of firm oslo; give each firm its own"
    assert "empty.sqlite" in reasons["empty"]
    assert "signal SIGKILL" in [one["how"] for one in running.events("a firm's process ended", firm="oslo")]


def test_a_firm_does_not_take_the_database_of_one_that_is_to_run_again(houses: Houses) -> None:
    houses.write(f'[firms.twin]\nconfig = "{houses.folder}/twin.toml"\n')
    (houses.folder / "twin.toml").write_text(houses.sites["oslo"].config.read_text())
    hindrance = Hindrances(read_firms(houses.file))

    assert hindrance("oslo", ["bergen"]) == ""
    assert hindrance("twin", ["bergen"]) == "its database is that of firm oslo; give each firm its own"


def test_two_firms_with_one_database_by_two_names_are_refused_by_the_second(
    houses: Houses, postgres_server: PostgresServer
) -> None:
    with postgres_server.database() as url:
        for site, host in zip(houses.sites.values(), ("127.0.0.1", "127.1"), strict=True):
            site.config.write_text(site.config.read_text().replace(site.url, url.replace("127.0.0.1", host)))
        hindrance = Hindrances(read_firms(houses.file), own_environment())

        assert hindrance("oslo", []) == ""
        assert hindrance("bergen", ["oslo"]) == "its database is that of firm oslo; give each firm its own"
        assert "its database is that of firm oslo" in houses.said("firms", "status")[1]


def test_a_database_that_was_away_is_asked_again_which_it_is(houses: Houses) -> None:
    oslo, bergen = (Path(site.url.removeprefix("sqlite:///")) for site in houses.sites.values())
    kept = bergen.rename(bergen.with_suffix(".away"))
    hindrance = Hindrances(read_firms(houses.file), own_environment())
    assert [hindrance("oslo", []), hindrance("bergen", ["oslo"])] == ["", ""]

    os.link(oslo, bergen)
    assert hindrance("bergen", ["oslo"]) == "its database is that of firm oslo; give each firm its own"

    bergen.unlink()
    kept.rename(bergen)


def test_status_tells_of_a_firm_that_is_not_started_over_another_and_of_limits_that_are_away(houses: Houses) -> None:
    houses.write(f'[firms.twin]\nconfig = "{houses.folder}/twin.toml"\n')
    (houses.folder / "twin.toml").write_text(houses.sites["oslo"].config.read_text())
    (houses.folder / "limits.sqlite").write_text("no database")

    code, told = houses.said("firms", "status", "--json")
    _, in_words = houses.said("firms", "status")

    stands = {one["firm"]: one["says"] for one in json.loads(told)["firms"]}
    assert code == 1
    assert stands["twin"] == "it is not started: its database is that of firm oslo; give each firm its own"
    assert "not started" not in stands["oslo"] + stands["bergen"]
    assert "✗ twin: it is not started" in in_words
    assert "✗ what they share cannot be told: database" in in_words
    assert "the file is not a SQLite database" in in_words


def test_a_firm_that_was_taken_out_of_the_file_is_told_as_that(houses: Houses) -> None:
    hindrance = Hindrances(read_firms(houses.file), own_environment())
    kept = houses.file.read_text()

    houses.file.write_text(kept.replace("[firms.bergen]", "[firms.narvik]"))
    assert hindrance("bergen", ["oslo"]) == f'{houses.file}: there is no firm "bergen"; there are oslo, narvik'
    houses.file.write_text(f"{kept}[[")
    assert hindrance("bergen", ["oslo"]).startswith(f"{houses.file}: this is not valid TOML")
    houses.file.write_text(kept)
    assert hindrance("bergen", ["oslo"]) == ""


def test_firms_that_ask_as_the_same_login_keep_to_one_limit(tmp_path: Path, simulator: Simulator) -> None:
    sites = {}
    for name in NAMES:
        (tmp_path / name).mkdir()
        sites[name] = site = a_site(tmp_path / name, simulator)
        limit = "[exchange]\nlogin_requests_at_once = 2\n"
        site.config.write_text(site.config.read_text().replace("[exchange]\n", limit))
    sites["oslo"].config.write_text(_without(sites["oslo"], EVE))
    sites["bergen"].config.write_text(_without(sites["bergen"], BOB))
    houses = Houses(tmp_path, sites)
    houses.write()
    for address in (BOB, EVE):
        for number in range(20):
            simulator.outlook(address).deliver_mail(ANN, f"mail {number}")
    simulator.faults.inject(Fault(FaultKind.LATENCY, times=0, delay=timedelta(seconds=0.05)))

    with houses.run() as running:
        for name in NAMES:
            running.logs("turn done", firm=name)
        code, told = houses.said("firms", "status", "--json")
        running.stop()

    shown = json.loads(told)
    assert simulator.most_requests_at_once <= 2
    assert code == 0
    assert [one["firm"] for one in shown["firms"]] == list(NAMES)
    assert [(one["at_once"], len(one["processes"])) for one in shown["limits"]] == [(2, 2)]
    assert "us.example" not in json.dumps(shown["limits"])


def _without(site: Site, address: str) -> str:
    return site.config.read_text().replace(f'[[mailbox]]\naddress = "{address}"\n', "")


def test_commands_name_a_firm_and_find_no_other(houses: Houses) -> None:
    code, oslo = houses.said("--firm", "oslo", "contact", "list", "--json")
    _, nowhere = houses.said("--firm", "narvik", "status")
    _, both = houses.said("--config", "x.toml", "--firm", "oslo", "status")
    _, never = houses.said("firms", "status")

    assert code == 0
    assert word_of("oslo") in oslo
    assert word_of("bergen") not in oslo
    assert 'there is no firm "narvik"; there are oslo, bergen' in nowhere
    assert "--firm and --config name two configurations; keep one of them" in both
    assert "oslo: the service was never started on this database" in never


def test_browsers_and_programs_of_one_firm_are_nobody_at_another(houses: Houses) -> None:
    places, cookies, tokens = {}, {}, {}
    for number, (name, site) in enumerate(houses.sites.items(), 1):
        places[name] = f"127.0.0.{number}:{a_free_port()}"
        site.config.write_text(f'{site.config.read_text()}[web]\nlisten = "{places[name]}"\n')
        with closing(open_store(site.url)) as store, store.write() as unit:
            cookies[name] = unit.sessions.begin(unit.users.find("Bob"), "test")
        code, told = houses.said("--firm", name, "--as", "Bob", "token", "add", "Report", "--days", "9", "--json")
        assert code == 0, told
        tokens[name] = json.loads(told)["token"]
    houses.file.write_text(houses.file.read_text().replace("\ncredentials", "\nweb = true\ncredentials"))

    with houses.run() as running:
        for name in NAMES:
            running.logs("serving", firm=name)
        for name, other in (NAMES, NAMES[::-1]):
            with httpx2.Client(base_url=f"http://{places[name]}", timeout=30) as browser:
                own = browser.get("/opportunities", headers={"cookie": f"dealtrail={cookies[name]}"})
                foreign = browser.get("/opportunities", headers={"cookie": f"dealtrail={cookies[other]}"})
                read = browser.get("/api/v1/opportunities", headers={"authorization": f"Bearer {tokens[name]}"})
                refused = browser.get("/api/v1/opportunities", headers={"authorization": f"Bearer {tokens[other]}"})

            assert word_of(name) in own.text
            assert word_of(name) in read.text
            assert refused.status_code == 401
            assert foreign.status_code != 200 or "sign" in foreign.text.lower()
            for answer in (own, foreign, read, refused):
                assert word_of(other) not in answer.text
                assert "domain=" not in answer.headers.get("set-cookie", "").lower()
            assert word_of(name) not in foreign.text + refused.text
        running.stop()


def test_two_firms_with_files_in_one_folder_are_refused_by_the_second(houses: Houses) -> None:
    for site, path in zip(houses.sites.values(), ("files", "oslo/../files"), strict=True):
        kept = f'[files]\nkeep = "folder"\npath = "{houses.folder}/{path}"\n'
        site.config.write_text(f"{site.config.read_text()}{kept}")
    hindrance = Hindrances(read_firms(houses.file), own_environment())

    assert hindrance("oslo", []) == ""
    assert hindrance("bergen", ["oslo"]).startswith("its files are kept where those of firm oslo are")


def test_two_firms_with_pages_at_the_same_host_are_refused_by_the_second(houses: Houses) -> None:
    for number, site in enumerate(houses.sites.values()):
        site.config.write_text(f'{site.config.read_text()}[web]\nurl = "https://deals.example:{8443 + number}"\n')
    houses.file.write_text(houses.file.read_text().replace("\ncredentials", "\nweb = true\ncredentials"))
    hindrance = Hindrances(read_firms(houses.file), own_environment())

    assert hindrance("oslo", []) == ""
    for running in ([], ["oslo"]):
        said = hindrance("bergen", running)
        assert said.startswith("its pages have the host of firm oslo, and browsers tell cookies")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("sqlite:////srv/a/../b.sqlite", "sqlite:////srv/b.sqlite", True),
        ("sqlite:////srv/a.sqlite", "sqlite:////srv/b.sqlite", False),
        ("postgresql:///deals", "postgresql://dealtrail:secret@localhost:5432/deals", True),
        ("postgresql://db.us.example/deals", "postgresql://DB.us.example:5432/deals?sslmode=require", True),
        ("postgresql://db.us.example/deals", "postgresql://db.us.example/other", False),
        ("postgresql:///deals?host=/run/postgresql", "postgresql:///deals", True),
    ],
)
def test_a_database_is_the_same_however_it_is_written(one: str, other: str, is_same: bool) -> None:
    places = {database_of(Settings.model_validate({"database": {"url": url}})) for url in (one, other)}

    assert (len(places) == 1) is is_same
