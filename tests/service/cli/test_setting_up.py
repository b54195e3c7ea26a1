"""`init` and `config`."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from config.schema import schema
from tests.service.cli.line import CommandLine


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_init_makes_the_database_for_its_owner_only_and_says_where(bare: CommandLine) -> None:
    out = bare.did("init")

    assert str(bare.database) in out
    assert "dealtrail user add" in out
    assert (mode(bare.database.parent), mode(bare.database)) == (0o700, 0o600)
    assert "no users yet" in bare.did("user", "list")


def test_init_again_changes_nothing(office: CommandLine) -> None:
    before = office("user", "list", "--json").json
    again = office("init", "--json").json

    assert set(again) == {"database", "revision", "to_check"}
    assert again["database"] == str(office.database)
    assert office("user", "list", "--json").json == before


def test_init_makes_one_folder_and_not_a_whole_path(bare: CommandLine) -> None:
    url = f"sqlite:///{bare.folder}/not/there/dealtrail.sqlite"
    bare.config.write_text(f'database.url = "{url}"\n')

    ended = bare("init")

    assert (ended.code, ended.out) == (1, "")
    assert "folder does not exist" in ended.err
    assert not (bare.folder / "not").exists()


def test_init_leaves_the_mode_of_a_folder_that_is_there(bare: CommandLine) -> None:
    bare.database.parent.mkdir(mode=0o750)

    bare.did("init")

    assert mode(bare.database.parent) == 0o750


def test_init_refuses_what_is_no_database(bare: CommandLine) -> None:
    bare.database.parent.mkdir()
    bare.database.write_text("this is a letter to grandmother, and no database at all\n" * 50)

    ended = bare("init")

    assert ended.code == 1
    assert ended.err.startswith("dealtrail: database ")


def test_config_show_says_what_holds_and_who_set_it(bare: CommandLine) -> None:
    bare.configure("exchange.username = 'svc'\nexchange.password = 'sesame-open'\n")

    out = bare.did("config", "show")

    assert f"file: {bare.config}" in out
    row = next(line for line in out.splitlines() if line.startswith("exchange.username"))
    assert row.split() == ["exchange.username", "svc", f"{bare.config}:3"]
    assert "sesame-open" not in out


def test_config_show_as_json_has_key_value_and_origin(bare: CommandLine) -> None:
    shape = bare("config", "show", "--json").json

    settings = {row["key"]: (row["value"], row["origin"]) for row in shape["settings"]}
    assert shape["file"] == str(bare.config)
    assert settings["sync.time_zone"] == ("Europe/Oslo", f"{bare.config}:2")
    assert settings["sync.workers"] == (4, "default")


def test_the_example_is_a_configuration(bare: CommandLine) -> None:
    example = bare.did("config", "example")

    bare.config.write_text(example)
    assert bare("config", "show").code == 0


def test_an_editor_can_be_told_what_a_configuration_may_hold(bare: CommandLine) -> None:
    assert json.loads(bare.did("config", "schema")) == schema()
