"""What a wheel lays beside the program: pages of the manual and completions, where they were made before it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Shared(BuildHookInterface[Any]):
    """A checkout has none of them until `make dist`; what is built of a release has all."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        made = Path(self.root, "made")
        if version == "standard" and made.is_dir():
            build_data["shared_data"][str(made)] = "share"
