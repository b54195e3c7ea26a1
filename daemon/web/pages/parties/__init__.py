"""Accounts and contacts."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.parties.accounts import ACCOUNTS
from daemon.web.pages.parties.contacts import CONTACTS
from daemon.web.pages.parties.history import history_of
from daemon.web.pages.parties.routes import router_of


def routers() -> Sequence[APIRouter]:
    return [of(kind) for kind in (ACCOUNTS, CONTACTS) for of in (router_of, history_of)]
