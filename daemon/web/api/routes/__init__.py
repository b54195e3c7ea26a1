"""Where programs ask, one file a subject; each has a `router`, and hands it on here."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.api.routes import (
    catalogue,
    history,
    lists,
    marketing,
    opportunities,
    opportunity,
    parties,
    projects,
    stages,
    standing,
    users,
)


def routers() -> Sequence[APIRouter]:
    return [
        opportunities.router,
        opportunity.router,
        parties.router,
        history.router,
        catalogue.router,
        projects.router,
        marketing.router,
        lists.router,
        stages.router,
        users.router,
        standing.router,
    ]
