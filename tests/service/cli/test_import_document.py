"""docs/import.md: the table of each program that it shows is taken in as it stands there, and again changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.service.cli.line import ROOT, CommandLine

pytestmark = pytest.mark.row(38)

TABLE = re.compile(r"^```csv (\S+) (\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


def test_each_programs_table_in_the_document_is_taken_in(office: CommandLine) -> None:
    text = (ROOT / "docs" / "import.md").read_text()
    told = []

    for name, table, encoding, content in TABLE.findall(text):
        file: Path = office.folder / name
        file.write_bytes(content.encode(encoding or "utf-8"))
        words = ("import", table, str(file), "--add-accounts", "--json")
        first, again = office(*words).json, office(*words).json
        told.append((first["program"], first["added"], again["updated"], again["unchanged"]))

    assert told == [(name, 1, 0, 1) for name in ("Outlook", "Outlook", "Salesforce", "HubSpot", "Pipedrive")]
    deal = office("opportunity", "show", "3", "--json").json
    assert (deal["stage"], deal["contact"]["name"]) == ("Qualification", "Kim Berg")
