"""The pages of the manual, read by a program that shows such pages."""

from __future__ import annotations

import re
import subprocess
from functools import partial
from pathlib import Path

import pytest

from config.keys import keys_of
from config.settings import Settings
from daemon.cli.manual.commands import help_taken_apart
from daemon.cli.manual.configuration import configuration
from daemon.cli.manual.roff import literal, page, paragraph, title
from daemon.cli.reference import commands
from tests.sampled import is_among
from tests.service.install.release import DAY, Release
from tests.service.install.tools import tool


def shown(path: Path) -> str:
    """What a person reads, its words one space apart."""
    told = subprocess.run([tool("mandoc"), "-T", "utf8", "-O", "width=200", path], capture_output=True, check=True)
    return " ".join(re.sub("(?s).\x08", "", told.stdout.decode()).split())


def test_every_command_has_its_place_on_a_page_and_no_page_is_wrong(release: Release) -> None:
    pages = {path.name: path for path in sorted(release.share.glob("man/man*/*"))}

    assert {f"dealtrail-{words[0]}.1" for words, _ in commands()} | {"dealtrail.1", "dealtrail.toml.5"} == {*pages}
    lint = [tool("mandoc"), "-T", "lint", "-W", "warning", *pages.values()]
    assert subprocess.run(lint, stdout=subprocess.PIPE, text=True, check=False).stdout == ""
    assert {path.read_text().split()[3] for path in pages.values()} == {f"{DAY:%Y-%m-%d}"}
    is_told = partial(is_among, "pages of the manual", every=4)  # to read all pages takes seconds
    read = {name: shown(path) for name, path in pages.items() if name == "dealtrail.1" or is_told(name[10:-2])}
    for words in (words for words, command in commands() if command.default_command and is_told(words[0])):
        told, text = help_taken_apart(words), read["dealtrail.1"] + read[f"dealtrail-{words[0]}.1"]
        said = [told.description, told.usage, *told.epilogue.splitlines()]
        said += [", ".join(one.display_labels_with_metavar) for one in told.entries("parameter")]
        assert [line for line in said if " ".join(line.split()).rstrip(".") not in text] == [], words


def test_every_key_of_the_configuration_is_told_with_what_it_may_hold(tmp_path: Path) -> None:
    written = tmp_path / "dealtrail.toml.5"
    written.write_text(configuration(DAY.date(), "dealtrail 1"))

    text = shown(written)

    told = {key.name: f"{key.path[-1]} {key.field.description}. Allowed: {key.allowed}." for key in keys_of(Settings)}
    assert [name for name, words in told.items() if " ".join(words.split()) not in text] == []
    assert 'looked at. Allowed: a duration from 1s to 1d, such as 30s or 5m. Default: "30s"' in text
    assert [words for words in text.split("Default: ")[1:] if words.startswith(('"*', "null"))] == []


@pytest.mark.parametrize(
    "line",
    [
        ".so /etc/passwd",
        "'br",
        r"US\svc-dealtrail",
        r"\fBbold",
        "--dry-run",
        "it's `so` ^here^ ~there~",
        '"NAME>=100" "',
        "…, æøå",
    ],
)
def test_what_is_written_is_what_is_read(tmp_path: Path, line: str) -> None:
    written = tmp_path / "page.1"
    written.write_text(page([title("page", 1, DAY.date(), "x 1"), ".SH NAME", "a", *paragraph(line), *literal([line])]))

    assert f"NAME a {line} {line} " in shown(written)
