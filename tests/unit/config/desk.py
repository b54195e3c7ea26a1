import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.renewal import READING
from config.settings import Loaded, load


class Desk:
    """A folder with a configuration file in it, read with variables of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "config.toml"
        self.credentials = folder / "credentials"

    def credential(self, name: str, value: str | bytes) -> None:
        self.credentials.mkdir(exist_ok=True)
        (self.credentials / name).write_bytes(value if isinstance(value, bytes) else value.encode())

    def load(self, text: str | bytes = "", variables: Mapping[str, str] | None = None) -> Loaded:
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())
        here = {"CREDENTIALS_DIRECTORY": str(self.credentials)} if self.credentials.exists() else {}
        return load(self.file, {**here, **(variables or {})})

    def problems(self, text: str | bytes = "", variables: Mapping[str, str] | None = None) -> list[str]:
        """What is said of a wrong configuration, a line each, with FILE in place of the file's name."""
        with pytest.raises(ConfigError) as refused:
            self.load(text, variables)
        return self.lines(refused.value)

    def lines(self, error: ConfigError) -> list[str]:
        return [line.replace(str(self.file), "FILE") for line in str(error).splitlines()]


def is_read() -> None:
    """Return once nothing is being read any more, and no program asked."""
    for thread in threading.enumerate():
        if thread.name == READING:
            thread.join()
