"""Where programs ask, one file a subject; each has a `router`, and hands it on here."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.api.routes import (
    bin,
    bulk,
    catalogue,
    drafts,
    fields,
    files,
    history,
    lists,
    marketing,
    opportunities,
    opportunity,
    parties,
    persons,
    project_tasks,
    projects,
    quarantine,
    reports,
    searching,
    stages,
    standing,
    tasks,
    templates,
    tokens,
    users,
    views,
    webhooks,
)


def routers() -> Sequence[APIRouter]:
    return [
        opportunities.router,
        opportunity.router,
        bulk.router,
        drafts.router,
        parties.router,
        history.router,
        tasks.router,
        files.router,
        searching.router,
        catalogue.router,
        projects.router,
        project_tasks.router,
        templates.router,
        marketing.router,
        reports.router,
        lists.router,
        stages.router,
        fields.router,
        views.router,
        bin.router,
        users.router,
        tokens.router,
        webhooks.router,
        standing.router,
        quarantine.router,
        persons.router,
    ]
