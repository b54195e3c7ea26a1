"""Many opportunities: the list, the board, views of them that people keep, and what is done to many at once."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.opportunities import board, keeping, listing, many


def routers() -> Sequence[APIRouter]:
    return [board.router, listing.router, many.router, keeping.router]
