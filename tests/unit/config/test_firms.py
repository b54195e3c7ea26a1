"""The file that names the firms of an installation: what it may say, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.firms import Firm, read_firms

TWO = '[firms.oslo]\nconfig = "oslo.toml"\n[firms.bergen]\nconfig = "/srv/bergen.toml"\n'


def read(folder: Path, text: str):
    file = folder / "firms.toml"
    file.write_text(text)
    return read_firms(file, {})


def test_each_firm_has_a_configuration_which_stands_beside_the_file_or_anywhere(tmp_path: Path) -> None:
    firms = read(tmp_path, f'database = "sqlite:////srv/limits.sqlite"\n{TWO}credentials = "secrets"\nweb = true\n')

    assert firms.database == "sqlite:////srv/limits.sqlite"
    assert firms.firms == (
        Firm("oslo", tmp_path / "oslo.toml"),
        Firm("bergen", Path("/srv/bergen.toml"), tmp_path / "secrets", web=True),
    )


def test_the_file_is_the_argument_then_the_variable(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(TWO)

    assert read_firms(None, {"DEALTRAIL_FIRMS": str(other)}).file == other


def test_a_process_of_a_firm_has_around_it_no_setting_and_no_secret_of_another(tmp_path: Path) -> None:
    firms = read(tmp_path, f'{TWO}credentials = "secrets"\n')
    around = {
        "PATH": "/usr/bin",
        "DEALTRAIL_DATABASE__URL": "sqlite:////everybodys",
        "dealtrail_exchange__password": "hunter2",
        "CREDENTIALS_DIRECTORY": "/run/credentials/all",
        "NOTIFY_SOCKET": "/run/systemd/notify",
    }

    oslo, bergen = (firms.environment(firm, around) for firm in firms.firms)

    assert oslo == {"PATH": "/usr/bin", "DEALTRAIL_CONFIG": str(tmp_path / "oslo.toml")}
    assert bergen["CREDENTIALS_DIRECTORY"] == str(tmp_path / "secrets")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"no firm is named; add \[firms.oslo\] with config ="),
        ("firms = 3", "no firm is named"),
        ("[firms]\noslo = 3", "firms.oslo is no section"),
        ('[firms."../oslo"]\nconfig = "a"', r'firms.toml:1: "../oslo" is no name for a firm; allowed: small letters'),
        ('[firms.Oslo]\nconfig = "a"', '"Oslo" is no name for a firm'),
        (f'[firms.{"o" * 32}]\nconfig = "a"', "is no name for a firm"),
        ("[firms.oslo]", "firms.oslo.config is missing"),
        ("[firms.oslo]\nconfig = 3", "firms.toml:2: firms.oslo.config is wrong; allowed: the path of a file or folder"),
        ('[firms.oslo]\nconfig = "a"\nweb = "yes"', "firms.oslo.web is wrong; allowed: true or false"),
        ('[firms.oslo]\nconfig = "a"\nconfg = "b"', "firms.oslo.confg is not a known key; did you mean config"),
        (f"limit = 0\n{TWO}", "limit is not a known key; there are database, firms"),
        (f'database = "mysql://x"\n{TWO}', 'database is "mysql://x"; allowed: sqlite:////PATH, or postgresql'),
        (f"database = 3\n{TWO}", "database is 3; allowed"),
        ('[firms.a]\nconfig = "x.toml"\n[firms.b]\nconfig = "./x.toml"', "firms.b has the configuration of firm a"),
        ("[firms.oslo\n", "this is not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_said_and_what_it_is_for(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml: this file does not exist; it names each firm"):
        read_firms(tmp_path / "nothing.toml")
    with pytest.raises(ConfigError, match="this is not a file"):
        read_firms(tmp_path)


def test_a_firm_that_is_not_named_is_told_with_those_that_are(tmp_path: Path) -> None:
    firms = read(tmp_path, TWO)

    assert firms.named("bergen").config == Path("/srv/bergen.toml")
    with pytest.raises(ConfigError, match='there is no firm "narvik"; there are oslo, bergen'):
        firms.named("narvik")
