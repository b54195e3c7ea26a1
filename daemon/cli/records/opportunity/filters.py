"""Which opportunities are meant, as options: the same for lists, the pipeline, the forecast and bulk edits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from daemon.cli.base.errors import WrongUse
from daemon.cli.base.when import FUTURE, PAST, PER_CENT, day, number
from daemon.cli.records.opportunity.fields import initiator
from daemon.cli.records.own_fields import Where

if TYPE_CHECKING:
    from daemon.cli.base.session import Session
    from store.unit import Unit
    from store.values import Amounts, Days, OpportunityFilter

Names = tuple[str, ...]
Percent = Annotated[int | None, PER_CENT, Parameter(validator=Number(gte=0, lte=100))]

# What is named of opportunities: each a list of which any holds. The acts have the same list (`daemon.acts.NAMED`); a
# command that lists nothing would load them for it, so a test holds the two together.
NAMED = (
    "number",
    "stage",
    "assigned",
    "type",
    "source",
    "terms",
    "reason",
    "account",
    "contact",
    "category",
    "product",
    "currency",
)


def _many(what: str) -> Parameter:
    return Parameter(help=f"{what}; can be repeated: any of them.")


@Parameter(name="*")
@dataclass
class Filter:
    """All that is given applies; of one option's several values, any."""

    state: Annotated[
        Literal["open", "closed", "won", "lost", "all"] | None, Parameter(help="open, closed, won, lost or all.")
    ] = None
    number: Annotated[Names, _many("Its key or number")] = ()
    text: Annotated[str, Parameter(help="A part of the title, the competitors or the comments.")] = ""
    competitors: Annotated[str, Parameter(help="A part of the competitors.")] = ""
    comments: Annotated[str, Parameter(help="A part of the comments.")] = ""
    stage: Annotated[Names, _many("In this sales stage, or none")] = ()
    assigned: Annotated[Names, _many("Whose work it is: a user, or none")] = ()
    type: Annotated[Names, _many("Of this type, or none")] = ()
    source: Annotated[Names, _many("From this source, or none")] = ()
    terms: Annotated[Names, _many("With these payment terms, or none")] = ()
    reason: Annotated[Names, _many("Lost for this reason, or none")] = ()
    account: Annotated[Names, _many("Linked to this company")] = ()
    contact: Annotated[Names, _many("Linked to this person")] = ()
    initiated_by: Annotated[Names, _many("Initiated by account:NAME, contact:NAME or marketing:TITLE")] = ()
    category: Annotated[Names, _many("With this category of its own, or none")] = ()
    product: Annotated[Names, _many("With a line of this product")] = ()
    currency: Annotated[Names, _many("In this currency")] = ()
    external_id: Annotated[str | None, Parameter(help="What another system calls it.")] = None
    min_probability: Annotated[Percent, Parameter(help="Per cent.")] = None
    max_probability: Annotated[Percent, Parameter(help="Per cent.")] = None
    min_total: Annotated[str | None, Parameter(help="Of the sum of its line items, in its own currency.")] = None
    max_total: Annotated[str | None, Parameter(help="Of the sum of its line items, in its own currency.")] = None
    min_revenue: Annotated[str | None, Parameter(help="Of the expected revenue, in its own currency.")] = None
    max_revenue: Annotated[str | None, Parameter(help="Of the expected revenue, in its own currency.")] = None
    close_from: Annotated[str | None, Parameter(help="Close date on this day or later.")] = None
    close_to: Annotated[str | None, Parameter(help="Close date on this day or before.")] = None
    expires_from: Annotated[str | None, Parameter(help="Expiration date on this day or later.")] = None
    expires_to: Annotated[str | None, Parameter(help="Expiration date on this day or before.")] = None
    delivery_from: Annotated[str | None, Parameter(help="Delivery date on this day or later.")] = None
    delivery_to: Annotated[str | None, Parameter(help="Delivery date on this day or before.")] = None
    created_from: Annotated[str | None, Parameter(help="Begun on this day or later.")] = None
    created_to: Annotated[str | None, Parameter(help="Begun on this day or before.")] = None
    closed_from: Annotated[str | None, Parameter(help="Closed on this day or later.")] = None
    closed_to: Annotated[str | None, Parameter(help="Closed on this day or before.")] = None
    where: Where = ()
    reminder: Annotated[Literal["on", "off"] | None, Parameter(help="Whether its reminder is on.")] = None

    @property
    def is_empty(self) -> bool:
        return self == Filter()

    def wanted(self, unit: Unit, session: Session, *, title: str = "", state: str = "all") -> OpportunityFilter:
        """The filter, where `state` is the one when none was given; raises WrongUse, NotFound and Ambiguous."""
        from daemon.acts import selected
        from store.values import State

        least, most = self.min_probability or 0, 100 if self.max_probability is None else self.max_probability
        if least > most:
            raise WrongUse(f"--min-probability {least} is more than --max-probability {most}")
        return selected(
            unit,
            {name: getattr(self, name) for name in NAMED},
            initiators=[initiator(text) for text in self.initiated_by],
            own=self.where,
            state=State(self.state or state),
            title=title,
            text=self.text,
            competitors=self.competitors,
            comments=self.comments,
            external_id=self.external_id,
            probability=(least, most),
            total=_amounts("total", self.min_total, self.max_total, session),
            revenue=_amounts("revenue", self.min_revenue, self.max_revenue, session),
            close_date=_days("close", self.close_from, self.close_to, session),
            expiration_date=_days("expires", self.expires_from, self.expires_to, session),
            delivery_date=_days("delivery", self.delivery_from, self.delivery_to, session),
            created=_days("created", self.created_from, self.created_to, session, PAST),
            closed=_days("closed", self.closed_from, self.closed_to, session, PAST),
            zone=session.zone.key,
            reminder=None if self.reminder is None else self.reminder == "on",
        )


def _amounts(what: str, least: str | None, most: str | None, session: Session) -> Amounts:
    low, high = (
        number(f"--{end}-{what}", amount, session.manner) if amount is not None else None
        for end, amount in (("min", least), ("max", most))
    )
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        raise WrongUse(f"--min-{what} {least} is more than --max-{what} {most}")
    return low, high


def _days(what: str, first: str | None, last: str | None, session: Session, toward: str = FUTURE) -> Days:
    start, end = (day(text, session.manner, toward) if text is not None else None for text in (first, last))
    if start and end and start > end:
        raise WrongUse(f"--{what}-from {first} is after --{what}-to {last}")
    return start, end
