"""The fields of an opportunity as options of `add` and `edit`, and how they reach the record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.when import PAST, day, moment
from daemon.cli.records.opportunity.common import AccountName, ContactName, Day, Percent, StageName, UserName

if TYPE_CHECKING:
    from daemon.acts import References
    from daemon.cli.base.session import Session

# Options that `--clear` empties: the column, and what it holds then.
CLEARED: dict[str, tuple[str, Any]] = {
    "assign": ("assigned_to", None),
    "stage": ("stage_id", None),
    "probability": ("probability", None),
    "type": ("type_id", None),
    "source": ("source_id", None),
    "terms": ("payment_terms_id", None),
    "close-date": ("close_date", None),
    "expires": ("expiration_date", None),
    "delivery": ("delivery_date", None),
    "initiated-by": ("initiated_account_id", None),
    "competitors": ("competitors", ""),
    "comments": ("comments", ""),
    "categories": ("categories", ()),
    "external-id": ("external_id", None),
}


@Parameter(name="*")
@dataclass
class Fields:
    """What can be said of an opportunity; each is left as it is when not given."""

    contact: ContactName = None
    account: AccountName = None
    new_contact: Annotated[str | None, Parameter(help="Link to a person who is made on the spot: the name.")] = None
    email: Annotated[tuple[str, ...], Parameter(help="An e-mail address of the new person; can be repeated.")] = ()
    new_account: Annotated[str | None, Parameter(help="Link to a company that is made on the spot: the name.")] = None
    assign: UserName = None
    stage: StageName = None
    probability: Percent = None
    type: Annotated[str | None, Parameter(help="From the list of types: a name or a part of it.")] = None
    source: Annotated[str | None, Parameter(help="From the list of sources: a name or a part of it.")] = None
    terms: Annotated[str | None, Parameter(help="From the list of payment terms: a name or a part of it.")] = None
    close_date: Day = None
    expires: Annotated[str | None, Parameter(help="Until when the quote holds: a date.")] = None
    delivery: Annotated[str | None, Parameter(help="The delivery date quoted.")] = None
    initiated_by: Annotated[
        str | None, Parameter(help="What led to it: account:NAME, contact:NAME or marketing:TITLE.")
    ] = None
    competitors: Annotated[str | None, Parameter(help="Who else is after it: free text.")] = None
    comments: Annotated[str | None, Parameter(help="Free text; `opportunity comment` adds to it.")] = None
    category: Annotated[
        tuple[str, ...], Parameter(help="The record's own categories from now on; can be repeated.")
    ] = ()
    amount: Annotated[str | None, Parameter(help="What it is worth, as its one line item: 120000 NOK.")] = None
    currency: Annotated[str | None, Parameter(help="Of its line items: EUR, USD, NOK …")] = None
    created: Annotated[str | None, Parameter(help="When it was begun, for old ones: a date, or date and time.")] = None
    external_id: Annotated[str | None, Parameter(help="What another system calls it.")] = None

    def named(self) -> dict[str, Any]:
        """The options that were given, as they are spelled."""
        given = {field.name.replace("_", "-"): getattr(self, field.name) for field in fields(self)}
        named = {name: value for name, value in given.items() if value not in (None, ())}
        if "category" in named:
            named["categories"] = named.pop("category")
        return named

    def check_party(self, *, is_needed: bool) -> None:
        """Raises WrongUse unless one party is named at most, or exactly one where it is needed."""
        parties = [self.contact, self.account, self.new_contact, self.new_account]
        count = sum(party is not None for party in parties)
        if count > 1 or (is_needed and not count):
            raise WrongUse(
                "an opportunity is linked to exactly one party; give --contact or --account, "
                "or --new-contact or --new-account to make it"
            )
        if self.email and self.new_contact is None:
            raise WrongUse("--email belongs to --new-contact; an existing person's are changed by: contact edit")

    def plain(self, session: Session) -> dict[str, Any]:
        """The fields that are no references, by column; raises WrongUse."""
        given: dict[str, Any] = {
            "probability": self.probability,
            "competitors": self.competitors,
            "comments": self.comments,
            "currency": self.currency,
            "external_id": self.external_id,
            "categories": self.category or None,
            "close_date": _day(self.close_date, session),
            "expiration_date": _day(self.expires, session),
            "delivery_date": _day(self.delivery, session),
            "created_at": _begun(self.created, session),
        }
        return {name: value for name, value in given.items() if value is not None}

    def references(self) -> References:
        """What it refers to, as it was named; raises WrongUse."""
        from daemon.acts import References

        return References(
            contact=self.contact,
            account=self.account,
            new_contact=self.new_contact,
            emails=self.email,
            new_account=self.new_account,
            assign=self.assign,
            stage=self.stage,
            type=self.type,
            source=self.source,
            terms=self.terms,
            initiator=initiator(self.initiated_by) if self.initiated_by is not None else None,
        )


def initiator(text: str) -> tuple[str, str]:
    """The kind and name of "contact:Ann"; raises WrongUse."""
    from daemon.acts import INITIATORS

    kind, colon, name = text.partition(":")
    kind = kind.strip().lower()
    if not colon or kind not in INITIATORS or not name.strip():
        raise WrongUse(f"{text!r} names no initiator; write account:NAME, contact:NAME or marketing:TITLE")
    return kind, name


def _day(text: str | None, session: Session) -> Any:
    return day(text, session.manner) if text is not None else None


def _begun(text: str | None, session: Session) -> datetime | None:
    """A date alone is the beginning of that day."""
    if text is None:
        return None
    return moment(text, session.manner, PAST, alone=time(0))
