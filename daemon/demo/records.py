"""The firm's records, typed in as a person would."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from daemon.cli.base.output import say
from daemon.demo.letters import JONAS, KARI, ZONE
from daemon.demo.stage import CommandLine, DemoFailed, copy_database
from simulator.command import APPLICATION, SERVICE_ACCOUNT
from simulator.server import Simulator

PASSWORDS = {KARI: "kari-demo", JONAS: "jonas-demo"}
NAMES = {KARI: "Kari Nilsen", JONAS: "Jonas Berg"}
# The opportunities as people see them in Outlook: numbered as they were added.
DESKS = "OPP-1 200 desks for Bergen"
CHAIRS = "OPP-2 Meeting room chairs"
SERVICE = "OPP-3 Service agreement"
SHOWROOM = "OPP-4 Showroom furniture"

DATABASE, RECORDS = "dealtrail.sqlite", "records.sqlite"


def type_in(line: CommandLine, folder: Path, simulator: Simulator, url: str, web: str) -> None:
    """Configure, make the database, and add everything; a copy of it, before any mail, is kept for later.

    Where a database is named, by its url, nothing is copied; raises DemoFailed for one with records in it.
    `web` is where browsers are served, HOST:PORT.
    """
    line.config.touch(0o600)
    line.config.write_text(configuration(url or f"sqlite:///{folder / DATABASE}", simulator, web), encoding="utf-8")
    line.type("init")
    if line.ask("user", "list"):
        raise DemoFailed("the database has records already; name an empty one for the demo")
    line.type("user", "add", NAMES[KARI], "--email", KARI)
    line.type("user", "add", NAMES[JONAS], "--email", JONAS, "--as", "kari")
    line.type("account", "add", "Fabrikam", "--phone", "+47 55 00 10 00", "--web", "fabrikam.example")
    line.type("account", "add", "Havn Rederi", "--phone", "+47 22 00 30 00")
    line.type("account", "add", "Lumen Arkitekter")
    add_contact = ("contact", "add")
    ann = ("--email", "ann.lee@fabrikam.example", "--account", "Fabrikam", "--phone", "+47 55 00 10 20")
    line.type(*add_contact, "Ann Lee", *ann)
    line.type(*add_contact, "Ingrid Moe", "--email", "ingrid.moe@havn.example", "--account", "Havn Rederi")
    line.type(*add_contact, "Petra Voss", "--email", "petra@lumen.example", "--account", "Lumen Arkitekter")
    line.type(*add_contact, "Tom Hall", "--email", "tom.hall@contoso.example")
    add = ("opportunity", "add")
    kari, jonas = ("--assign", "kari"), ("--assign", "jonas")
    tomorrow = ("--remind", "tomorrow 9:00")
    desks = ("--stage", "proposal", "--probability", "40")
    line.type(*add, _title(DESKS), "--contact", "Ann Lee", *kari, *desks, *tomorrow)
    line.type(*add, _title(CHAIRS), "--account", "Havn", *jonas, "--stage", "qualification", *tomorrow)
    line.type(*add, _title(SERVICE), "--contact", "Petra Voss", *kari)
    line.type(*add, _title(SHOWROOM), "--contact", "Petra Voss", *kari)
    say()
    if not url:
        copy_database(folder / DATABASE, folder / RECORDS)


def configuration(database: str, simulator: Simulator, web: str) -> str:
    """The demo's config.toml: a service account for Exchange Server, and an application for Microsoft 365."""
    username, password = SERVICE_ACCOUNT
    tenant, client, secret = APPLICATION
    ca_file = json.dumps(str(simulator.ca_file))
    return f"""\
[database]
url = {json.dumps(database)}

[records]
currency = "NOK"

[sync]
time_zone = "{ZONE.key}"

[linking]
own_domains = ["nordlys.example"]

[exchange]
endpoint = "{simulator.endpoint}"
auth = "basic"
username = "{username}"
password = "{password}"
access = "impersonation"
ca_file = {ca_file}

[server.cloud]
kind = "graph"
tenant_id = "{tenant}"
client_id = "{client}"
client_secret = "{secret}"
authority = "{simulator.url}"
endpoint = "{simulator.graph_url}"
ca_file = {ca_file}

[webhooks]
key = "{secrets.token_hex(32)}"

[web]
listen = "{web}"
url = "http://localhost:{web.rpartition(":")[2]}"

[[mailbox]]
address = "{KARI}"

[[mailbox]]
address = "{JONAS}"
server = "cloud"
"""


def _title(category: str) -> str:
    return category.partition(" ")[2]
