"""One opportunity: its page, its form, and what is done with it."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.opportunity import acting, closing, drafting, form, history, line_items, show, writing


def routers() -> Sequence[APIRouter]:
    return [
        form.router,
        show.router,
        acting.router,
        closing.router,
        drafting.router,
        history.router,
        line_items.router,
        writing.router,
    ]
