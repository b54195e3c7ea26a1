"""The interface for programs: the shapes, acts and rights of the command line over HTTP, for whoever shows a token."""

from daemon.web.api.app import create_api
from daemon.web.api.problems import of_http as problem_of_http
from daemon.web.api.problems import problem

__all__ = ["create_api", "problem", "problem_of_http"]
