"""An answer that says no."""

from __future__ import annotations


class GraphError(Exception):
    """A status, Microsoft's code for it, and a sentence."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.status = status
        self.code = code
        self.message = message or code
