"""The pages, one file a subject; each has a `router`, and hands it on here."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages import home, opportunity, sign_in


def routers() -> Sequence[APIRouter]:
    """All pages."""
    return [home.router, opportunity.router, sign_in.router]
