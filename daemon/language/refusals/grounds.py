"""Where in the source what is told in sentences, and by what: the record's, and that of mailboxes."""

from __future__ import annotations

import re
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")


@dataclass(frozen=True)
class Ground:
    """Folders and files, the error whose kinds are told there, and what else is."""

    begin: tuple[str, ...]
    error: str
    told: tuple[tuple[str, int | str, str], ...]  # by which calls, at which place or by which name, as which part
    returned: tuple[tuple[str, str], ...] = ()  # what these answer is told, as which part
    tables: tuple[tuple[str, str], ...] = ()  # by codes: where, and their names
    left_out: re.Pattern[str] = NEVER  # of the paths
    code: re.Pattern[str] = NEVER  # what is no part of a text


RECORD = Ground(
    begin=(
        "connectors/graph/writing",
        "store",
        "daemon/acts",
        "daemon/link",
        "daemon/shapes",
        "daemon/sync/new_opportunity.py",
        "daemon/tables",
        "daemon/web",
    ),
    error="StoreError",
    told=(
        ("did", 2, "act"),
        ("Receipt", 2, "why"),
        ("Link", 2, "why"),
        ("skipped", 1, "why"),
        ("review", 1, "why"),
        ("for_contacts", 2, "why"),
        ("told_of_table", 0, "table"),
        ("Fault", 0, "reason"),
        ("Settled", "asked", "reason"),
        ("Settled", "remedy", "remedy"),
    ),
    returned=(
        ("why_kept_back", "why"),
        ("_why_it_stays", "why"),
        ("_why_it_is_needed", "why"),
        ("likeness", "alike"),
    ),
    # Whoever starts the program, restores a database or gives a map of columns is at a terminal, which speaks English.
    left_out=re.compile(
        r"store/(backup|causes|content|dump|engine|migrations)\b|daemon/tables/(explaining|left_out|naming/maps)\b"
        r"|daemon/web/s(erving|ockets)"
    ),
)

MAIL = Ground(
    begin=("connectors", "daemon/sync", "daemon/outlook", "daemon/reconcile"),
    error="MailboxError",
    told=(
        ("BadAnswer", 0, "reason"),
        ("TooLarge", 0, "reason"),
        ("NotUnderstood", 0, "reason"),
        ("Unreadable", 1, "reason"),
        ("note", 2, "reason"),
    ),
    returned=(("untold_words", "reason"),),
    tables=(
        ("connectors/ews/wire/codes.py", "_REFUSED"),
        ("connectors/ews/wire/errors.py", "_REMEDY"),
        ("connectors/graph/wire/errors.py", "_WRONG"),
    ),
    # What is found out about the configuration before anything runs is told at a terminal.
    left_out=re.compile(r"connectors/(bounded|examining|ews/wire/login|graph/tenant)\b"),
    code=re.compile(r" \((?:(?:%\(\w+\)s|no code|HTTP|\d+|AADSTS)(?:, | )?)+\)$|(?<=^%\(reason\)s)$"),
)
