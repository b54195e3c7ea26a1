"""`opportunity add`, `edit` and `comment`: the fields of the record."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from daemon.cli.base.again import AndNew, save_each
from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import moment
from daemon.cli.records.changes import changes
from daemon.cli.records.opportunity.common import Which, told_of
from daemon.cli.records.opportunity.fields import CLEARED, Fields
from daemon.cli.records.own_fields import OwnFields, set_fields

NOTHING = Fields()

Clear = Literal[
    "assign",
    "stage",
    "type",
    "source",
    "terms",
    "close-date",
    "expires",
    "delivery",
    "initiated-by",
    "competitors",
    "comments",
    "categories",
    "external-id",
]
Categories = Annotated[tuple[str, ...], Parameter(help="One category more, or less; can be repeated.")]


def add(
    title: Annotated[str, Parameter(help="What it is about.")],
    *,
    given: Fields = NOTHING,
    own: OwnFields = (),
    remind: Annotated[str | None, Parameter(help="Remind the user at this time, as in `remind`.")] = None,
    and_new: AndNew = False,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add an opportunity, linked to one contact or one account."""
    from store.values import Record

    given.check_party(is_needed=True)
    fields = {"currency": session.settings.records.currency} | given.plain(session)
    at = moment(remind, session.zone, session.now()) if remind is not None else None
    references: dict[str, Any] = {}  # looked up, or made on the spot, once for all

    def save(name: str) -> tuple[dict[str, Any], str]:
        with session.writing() as unit:
            references.update(references or given.references(unit))
            opportunity = unit.opportunities.add(name, **fields | references)
            fields.pop("external_id", None)  # the first one's alone
            set_fields(unit, Record.OPPORTUNITY, opportunity.number, own)
            if at:
                opportunity = unit.opportunities.remind(opportunity.number, at)
            return told_of(unit, session, opportunity)

    save_each(title, and_new, as_json, save)


def edit(
    opportunity: Which,
    *,
    title: Annotated[str | None, Parameter(help="A new title.")] = None,
    given: Fields = NOTHING,
    own: OwnFields = (),
    add_category: Categories = (),
    remove_category: Categories = (),
    clear: Annotated[tuple[Clear, ...], Parameter(help="Empty this; can be repeated.")] = (),
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Change what is named of an opportunity, and nothing else."""
    from store.values import Record

    given.check_party(is_needed=False)
    if given.category and (add_category or remove_category):
        raise WrongUse("--category sets all categories; give it, or --add-category and --remove-category")
    more_or_less = {"add-category": add_category or None, "remove-category": remove_category or None}
    changes({"title": title, "field": own or None} | given.named() | more_or_less, clear)
    fields = given.plain(session) | dict(CLEARED[name] for name in clear)
    if title is not None:
        fields["title"] = title
    with session.writing() as unit:
        found = unit.opportunities.find(opportunity)
        set_fields(unit, Record.OPPORTUNITY, found.number, own)
        fields |= given.references(unit)
        if add_category or remove_category:
            kept = fields.pop("categories", found.categories)
            fields["categories"] = _categories(kept, add_category, remove_category)
        told = told_of(unit, session, unit.opportunities.edit(found.number, **fields))
    tell(*told, as_json)


def comment(
    opportunity: Which,
    text: Annotated[str, Parameter(help="The comment; date, time and your name are put before it.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a comment with date, time and author, after those that there are."""
    with session.writing() as unit:
        number = unit.opportunities.find(opportunity).number
        told = told_of(unit, session, unit.opportunities.comment(number, text, session.zone))
    tell(*told, as_json)


def _categories(kept: tuple[str, ...], more: tuple[str, ...], fewer: tuple[str, ...]) -> tuple[str, ...]:
    """Raises NotFound for a category that is to be taken off and is not there."""
    from store.errors import NotFound
    from store.text import fold

    off = {fold(name.strip()): name for name in fewer}
    if missing := set(off) - {fold(name) for name in kept}:
        raise NotFound("category of the opportunity", off[min(missing)], kept)
    return (*(name for name in kept if fold(name) not in off), *more)
