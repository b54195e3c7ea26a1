"""Accounts and contacts."""

from collections.abc import Sequence

from fastapi import APIRouter

from daemon.web.pages.parties.accounts import ACCOUNTS
from daemon.web.pages.parties.contacts import CONTACTS
from daemon.web.pages.parties.routes import router_of


def routers() -> Sequence[APIRouter]:
    return [router_of(ACCOUNTS), router_of(CONTACTS)]
