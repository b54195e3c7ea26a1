"""Where each kind of record has its page."""

from __future__ import annotations

from store.values import Record

_PAGES = {
    Record.OPPORTUNITY: "/opportunities/{}",
    Record.ACCOUNT: "/accounts/{}",
    Record.CONTACT: "/contacts/{}",
    Record.PROJECT: "/projects/{}",
    Record.MARKETING: "/marketing/{}",
    Record.PRODUCT: "/products/{}",
    Record.ITEM: "/history/{}",
    Record.TEMPLATE: "/settings/templates/{}",
    Record.USER: "/settings/users/{}",
    Record.STAGE: "/settings/stages",
    Record.FIELD: "/settings/fields",
}


def page_of(record: str, id: int) -> str:
    """The page of a record, or the one that it is on among others; "" for one without."""
    return _PAGES.get(Record(record), "").format(id)
