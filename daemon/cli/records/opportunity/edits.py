"""`opportunity add`, `edit` and `comment`: the fields of the record."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from cyclopts import Parameter

from daemon.cli.base.again import AndNew, save_each
from daemon.cli.base.errors import WrongUse
from daemon.cli.base.output import tell
from daemon.cli.base.session import AsJson, Here
from daemon.cli.base.when import moment
from daemon.cli.records.alike import warn_of_alike
from daemon.cli.records.changes import changes
from daemon.cli.records.opportunity.common import Which, told_of
from daemon.cli.records.opportunity.fields import CLEARED, Fields
from daemon.cli.records.own_fields import OwnFields

NOTHING = Fields()

Clear = Literal[
    "assign",
    "stage",
    "probability",
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
    from daemon.acts import add_opportunity, made_on_the_spot, references_of_new

    given.check_party(is_needed=True)
    fields, currency = given.plain(session), session.settings.records.currency
    at = moment(remind, session.manner) if remind is not None else None
    references: dict[str, Any] = {}  # looked up, or made on the spot, once for all

    def save(name: str) -> tuple[dict[str, Any], str]:
        with session.writing() as unit:
            is_first = not references
            references.update(references or references_of_new(unit, given.references()))
            added = add_opportunity(
                unit,
                name,
                fields,
                references,
                own=own,
                remind_at=at,
                amount=given.amount,
                default_currency=currency,
            )
            fields.pop("external_id", None)  # the first one's alone
            parties = made_on_the_spot(unit, given.references(), added) if is_first else ()
            warn_of_alike(unit, added, *parties, prefix=session.prefix)
            return told_of(unit, session, added)

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
    from daemon.acts import edit_opportunity

    given.check_party(is_needed=False)
    if given.category and (add_category or remove_category):
        raise WrongUse("--category sets all categories; give it, or --add-category and --remove-category")
    more_or_less = {"add-category": add_category or None, "remove-category": remove_category or None}
    changes({"title": title, "field": own or None} | given.named() | more_or_less, clear)
    fields = given.plain(session) | dict(CLEARED[name] for name in clear)
    if title is not None:
        fields["title"] = title
    with session.writing() as unit:
        named = given.references()
        edited = edit_opportunity(
            unit,
            opportunity,
            fields,
            named,
            own=own,
            more=add_category,
            fewer=remove_category,
            amount=given.amount,
        )
        told = told_of(unit, session, edited)
    tell(*told, as_json)


def comment(
    opportunity: Which,
    text: Annotated[str, Parameter(help="The comment; date, time and your name are put before it.")],
    *,
    as_json: AsJson = False,
    session: Here,
) -> None:
    """Add a comment with date, time and author, after those that there are."""
    from daemon.acts import comment_on

    with session.writing() as unit:
        told = told_of(unit, session, comment_on(unit, opportunity, text, session.zone))
    tell(*told, as_json)
