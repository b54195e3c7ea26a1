"""Which language Outlook is written in, as the configuration says."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import load
from daemon import bootstrap


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("", "en"),
        ('[outlook]\nlanguage = "en"\n[records]\nlocale = "de_AT"\n', "en"),
        ('[outlook]\nlanguage = "nb"\n', "nb_NO"),
        ('[outlook]\nlanguage = "de"\n', "de"),
        ('[outlook]\nlanguage = "de"\n[records]\nlocale = "de_AT"\n', "de_AT"),
        ('[outlook]\nlanguage = "de"\n[records]\nlocale = "nb_NO"\n', "de"),
    ],
)
def test_outlook_has_its_own_language_and_the_firms_dates_where_they_are_of_it(said: str, locale: str, tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text(said)

    assert bootstrap.outlook_language(load(file).settings).locale == locale


@pytest.mark.parametrize("language", ["no", "english", "", "nb_NO"])
def test_a_language_that_is_not_there_is_refused_with_those_that_are(language: str, tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text(f'[outlook]\nlanguage = "{language}"\n')

    with pytest.raises(ConfigError, match=r"outlook\.language .*one of en, nb, de"):
        load(file)
