"""dealtrail.toml(5): every key of the configuration, as the settings describe it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from config.keys import MAILBOX, SERVER, Key, keys_of
from config.sections import GraphServerSettings
from config.settings import Settings
from config.show import shown
from daemon.cli.manual.roff import entry, heading, literal, named, page, paragraph, title

_NAME = "dealtrail.toml"
_EXAMPLE = """\
[linking]
own_domains = ["us.example"]

[exchange]
endpoint = "https://mail.us.example/EWS/Exchange.asmx"
auth = "ntlm"
username = 'US\\svc-dealtrail'
access = "impersonation"

[[mailbox]]
address = "bob@us.example"
"""
_OF_SERVERS = (
    "One such section for each further server, under a name of your own that its mailboxes name. These are the keys of "
    "Microsoft 365; a further Exchange Server has those of [exchange]."
)
_BEGINNINGS = {MAILBOX: "One such section for each mailbox.", SERVER: _OF_SERVERS}


def configuration(day: date, program: str) -> str:
    """The page."""
    return page([title(_NAME, 5, day, program), *_lines()])


def _lines() -> Iterator[str]:
    yield from named(_NAME, "the configuration of dealtrail")
    yield heading("synopsis")
    yield from literal(["/etc/dealtrail/config.toml"])
    yield heading("description")
    yield from paragraph(
        "A file in TOML, which the service and every command read. --config names another one, and so does the "
        "variable DEALTRAIL_CONFIG. A key or section that there is none of is an error, and so is a value that is not "
        "allowed: a sentence names the place."
    )
    yield from paragraph(
        "Each key can also be a variable (DEALTRAIL_SYNC__INTERVAL=5m for interval in [sync]) or a credential of "
        "systemd that is named like the key (exchange.password). A variable wins over the file, a credential over both."
    )
    yield from paragraph("What most firms need:")
    yield from literal(_EXAMPLE.splitlines())
    for section, keys in groupby(filter(_is_told, keys_of(Settings)), key=lambda key: key.path[:-1]):
        yield heading(_called(section))
        if section[0] in _BEGINNINGS:
            yield from paragraph(_BEGINNINGS[str(section[0])])
        for key in keys:
            said = f"{key.field.description}."
            yield from entry([str(key.path[-1])], said, f"Allowed: {key.allowed}.", _default(key))
    yield heading("see also")
    yield from paragraph("dealtrail(1), dealtrail-config(1), dealtrail-check(1), systemd-creds(1)")


def _is_told(key: Key) -> bool:
    return key.path[0] != SERVER or key.path[-1] in GraphServerSettings.model_fields


def _called(section: tuple[Any, ...]) -> str:
    """What stands in brackets."""
    return "[[mailbox]]" if section[0] == MAILBOX else f"[{'.'.join(map(str, section))}]"


def _default(key: Key) -> str:
    """What holds where the key is left out, as TOML has it; "" where that is nothing, or the machine's own."""
    if key.field.is_required() or key.field.default_factory or key.field.default is None:
        return ""
    value = shown(Key(key.name, key.path, key.field, key.field.default))
    return f"Default: {json.dumps(value, ensure_ascii=False)}"
