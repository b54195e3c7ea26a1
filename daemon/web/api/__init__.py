"""The interface for programs: the shapes of `--json` over HTTP, for whoever shows a token."""

from daemon.web.api.app import create_api

__all__ = ["create_api"]
