"""The pages, one file a subject; each has a `router`, and hands it on here."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages import home, live, mailboxes, my_day, opportunity, parties, review, sign_in, suggest


def routers() -> Sequence[APIRouter]:
    """All pages."""
    return [
        home.router,
        live.router,
        mailboxes.router,
        my_day.router,
        opportunity.router,
        *parties.routers(),
        review.router,
        sign_in.router,
        suggest.router,
    ]
