"""Business projects: what is to be done, by whom, until when."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.projects import acting, form, listing, show, tasks


def routers() -> Sequence[APIRouter]:
    return [listing.router, form.router, show.router, acting.router, tasks.router]
