"""Microsoft 365 over Graph: reading, the first cycle, and a mailbox without news.

The figure against Microsoft's own client is measured where `make interop` has made that client's environment.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import psutil

from benchmarks.cycle import a_firm, exchange_section, run, serving
from benchmarks.figures import Figure
from benchmarks.graph_server import CLIENT, PAGE, RIGHTS, SECRET, TENANT
from benchmarks.measure import cpu_seconds
from benchmarks.quiet import FOLDERS, a_mailbox, at_work, cpu_of, until
from benchmarks.server import ADDRESS
from simulator.server import Simulator

MANY, FEW = 10_000, 1_000
APPOINTMENTS = 1_000
TURNS = 10
INTEROP = Path(__file__).parents[1] / ".venv-interop" / "bin" / "python"


def measure() -> Iterator[Figure]:
    yield from _reading()
    yield from _of_the_makers_client()
    yield from _first_cycle()
    yield from _quiet()


# --- reading ----------------------------------------------------------------------------------------------------------


def _reading() -> Iterator[Figure]:
    with serving("benchmarks.graph_server", "pages", str(MANY)) as place:
        ours, by_json, bare = (
            run("benchmarks.graph_reading", side, place) for side in ("connector", "json", "download")
        )
    same = (ours["items"], ours["digest"]) == (by_json["items"], by_json["digest"])
    if not same or ours["items"] != MANY or bare["pages"] != ours["pages"]:
        sys.exit(f"the sides did not read the same: {ours}, {by_json}, {bare}")
    facts = {"seconds": round(ours["cpu"], 2), "messages": MANY}
    yield Figure(
        "reading over Graph, CPU against httpx2 and the standard library's json",
        ours["cpu"] / by_json["cpu"],
        goal=0.7,
        gates=True,
        facts=facts | {"json": round(by_json["cpu"], 2)},
    )
    yield Figure(
        "reading over Graph, CPU against downloading alone",
        ours["cpu"] / bare["cpu"],
        goal=2.5,
        gates=True,
        facts=facts | {"download": round(bare["cpu"], 2)},
    )


def _of_the_makers_client() -> Iterator[Figure]:
    if not INTEROP.exists():
        print("reading over Graph against msgraph-sdk: not measured; `make interop` gets it", file=sys.stderr)
        return
    from connectors.graph.reading import messages

    script = Path(__file__).with_name("graph_sdk.py")
    few = MANY // 10
    with serving("benchmarks.graph_server", "pages", str(few)) as place:
        ours = run("benchmarks.graph_reading", "connector", place)
        command = [str(INTEROP), str(script), place, ADDRESS, str(PAGE), ",".join(messages.SELECT), messages.EXPAND]
        theirs: dict[str, Any] = json.loads(
            subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        )
    if not ours["items"] == theirs["items"] == few:
        sys.exit(f"the sides did not read the same: {ours} and {theirs}")
    yield Figure(
        "reading over Graph, CPU against msgraph-sdk",
        ours["cpu"] / theirs["cpu"],
        goal=0.02,
        gates=True,
        facts={"seconds": round(ours["cpu"], 2), "msgraph": round(theirs["cpu"], 2), "messages": few},
    )


# --- the first cycle --------------------------------------------------------------------------------------------------


def _first_cycle() -> Iterator[Figure]:
    graph, ews = _cycle("graph", MANY), _cycle("ews", MANY)
    seen = [sum(side["seen"].values()) for side in (graph, ews)]  # what it stamped may come once more
    if min(seen) < MANY + APPOINTMENTS or graph["seen"]["linked"] < ews["seen"]["linked"] * 0.9:
        sys.exit(f"the sides did not read the same: {graph} and {ews}")
    yield Figure(
        "first cycle over Graph, CPU against the same over EWS",
        graph["cpu"] / ews["cpu"],
        goal=1.0,
        gates=True,
        facts={"seconds": round(graph["cpu"], 2), "ews": round(ews["cpu"], 2), "items": seen[0]}
        | {"linked": graph["seen"]["linked"], "stamps": graph["paid"].get("stamp", 0)},
    )
    few = _cycle("graph", FEW)
    yield Figure(
        "peak memory over Graph, 10,000 messages against 1,000",
        graph["peak"] / few["peak"],
        goal=1.1,
        gates=True,
        facts={"mib": round(graph["peak"]), "few": round(few["peak"]), "ews": round(ews["peak"])},
    )


def _cycle(kind: str, messages: int) -> dict[str, Any]:
    """A cycle over a mailbox that nobody has read yet."""
    counts = (str(messages), str(APPOINTMENTS * messages // MANY))
    return run_against(kind, counts, "benchmarks.ours")


def run_against(kind: str, counts: Sequence[str], program: str, *more: str) -> dict[str, Any]:
    """What a program prints of a mailbox made by `counts`, the same for either interface; both speak TLS."""
    with serving("benchmarks.graph_server", "whole", *counts) as said, tempfile.TemporaryDirectory() as folder:
        place = json.loads(said)
        if kind == "graph":
            server = graph_section(place["authority"], place["endpoint"], place["ca_file"])
        else:
            server = exchange_section(place["ews"]) + f'ca_file = "{place["ca_file"]}"\n'
        return run(program, str(a_firm(Path(folder), "", server=server)), *more)


def graph_section(authority: str, endpoint: str, ca_file: str) -> str:
    return f"""
[server.cloud]
kind = "graph"
tenant_id = "{TENANT}"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
authority = "{authority}"
endpoint = "{endpoint}"
ca_file = "{ca_file}"
"""


# --- without news -----------------------------------------------------------------------------------------------------


def _quiet() -> Iterator[Figure]:
    with Simulator(tls=True) as simulator, _serving(simulator) as service:
        _after_turns(simulator, 4)  # in the first ones each folder is looked into
        simulator.journal.clear()
        before = cpu_of(service)
        _after_turns(simulator, TURNS)
        asked = sum(not one.is_part for one in simulator.journal.requests)  # a batch is one
        cost = cpu_of(service) - before
        bare = _bare_requests(simulator, round(asked / TURNS))
    yield Figure(f"turn over Graph without news, {FOLDERS} folders, requests", asked / TURNS, goal=6.0, gates=True)
    yield Figure(
        "turn over Graph without news, CPU against as many bare requests",
        cost / TURNS / bare,
        goal=8.0,
        facts={"ms": round(1000 * cost / TURNS, 1), "bare_ms": round(1000 * bare, 1)},
    )


def _after_turns(simulator: Simulator, count: int) -> None:
    """When so many turns have been made: each asks once what folders there are, and at its end."""
    until(lambda: simulator.journal.count("GET /users/{id}/mailFolders/delta") >= count)


def _bare_requests(simulator: Simulator, count: int) -> float:
    """The processor time of so many requests as anybody would send them, answered with as much as nothing."""
    context = ssl.create_default_context(cafile=simulator.ca_file)
    headers = {"Authorization": f"Bearer {simulator.graph_token(CLIENT)}"}
    with httpx2.Client(verify=context, trust_env=False, headers=headers) as client:
        url = f"{simulator.graph_url}/users/{ADDRESS}/mailFolders/inbox?$select=id"
        client.get(url)
        began = cpu_seconds()
        for _ in range(TURNS * count):
            client.get(url)
        return (cpu_seconds() - began) / TURNS


@contextmanager
def _serving(simulator: Simulator) -> Iterator[psutil.Process]:
    """The service on a mailbox in Microsoft 365, with so many folders beside the usual ones."""
    a_mailbox(simulator, FOLDERS)
    simulator.add_application(TENANT, CLIENT, SECRET)
    simulator.grant(CLIENT, *RIGHTS)
    server = graph_section(simulator.url, simulator.graph_url, str(simulator.ca_file))
    with (
        tempfile.TemporaryDirectory() as folder,
        at_work(a_firm(Path(folder), "", server=server), 'interval = "2s"') as service,
    ):
        yield service
