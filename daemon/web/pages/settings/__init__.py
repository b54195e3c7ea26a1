"""What a firm sets up for itself: lists, stages with their activities, own fields, users. Owners change it."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.settings import fields, index, lists, people, sessions, stages, templates, tokens, users, webhooks


def routers() -> Sequence[APIRouter]:
    return [
        index.router,
        lists.router,
        people.router,
        stages.router,
        fields.router,
        sessions.router,
        templates.router,
        tokens.router,
        users.router,
        webhooks.router,
    ]
