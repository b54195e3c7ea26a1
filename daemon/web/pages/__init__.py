"""The pages, one file a subject; each has a `router`, and hands it on here."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages import (
    agenda,
    bin,
    home,
    live,
    mailboxes,
    marketing,
    me,
    my_day,
    oidc,
    opportunities,
    opportunity,
    parties,
    passkeys,
    products,
    projects,
    reports,
    review,
    search,
    settings,
    sign_in,
    suggest,
    tables,
    tasks,
    trail,
)


def routers() -> Sequence[APIRouter]:
    """All pages."""
    return [
        agenda.router,
        bin.router,
        home.router,
        live.router,
        mailboxes.router,
        marketing.router,
        me.router,
        my_day.router,
        oidc.router,
        *opportunities.routers(),
        *opportunity.routers(),
        *parties.routers(),
        passkeys.router,
        products.router,
        *projects.routers(),
        reports.router,
        review.router,
        search.router,
        *settings.routers(),
        sign_in.router,
        suggest.router,
        tables.router,
        tasks.router,
        trail.router,
    ]
