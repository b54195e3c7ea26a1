"""One opportunity: its page, its form, and what is done with it."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.opportunity import closing, form, history, show


def routers() -> Sequence[APIRouter]:
    return [form.router, show.router, closing.router, history.router]
