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
    """All pages: one is looked for in each in turn, so those that people see most come first."""
    return [
        *opportunities.routers(),
        *opportunity.routers(),
        my_day.router,
        suggest.router,
        live.router,
        search.router,
        *parties.routers(),
        agenda.router,
        bin.router,
        home.router,
        mailboxes.router,
        marketing.router,
        me.router,
        oidc.router,
        passkeys.router,
        products.router,
        *projects.routers(),
        reports.router,
        review.router,
        *settings.routers(),
        sign_in.router,
        tables.router,
        tasks.router,
        trail.router,
    ]
