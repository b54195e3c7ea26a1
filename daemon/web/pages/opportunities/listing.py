"""The list of opportunities: filtered, sorted, a page at a time, with what they come to, and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from daemon import acts
from daemon.language import Language
from daemon.web.forms import SentForm
from daemon.web.handing_out import handed_out_in_pieces
from daemon.web.pages.opportunities.address import Address
from daemon.web.pages.opportunities.columns import PREFERENCE, Column, all_columns, chosen
from daemon.web.pages.opportunities.looking import looking
from daemon.web.pages.opportunities.views import views_of
from daemon.web.signing_in import Member
from daemon.web.visit import own_path, see
from store.values import Listed

router = APIRouter()

PAGE = 50


@router.get("/opportunities")
def listed(visit: Member) -> Response:
    address = Address.of(visit.request.url.query)
    with visit.reading() as unit:
        views = views_of(unit, visit.preferences)
        if not visit.request.url.query and views.first:
            return see(views.first.path)
        look = looking(visit, unit, address)
        known = all_columns(look.choices_of("field"))
        columns = chosen(views.columns_at(address), known)
        found: tuple[Listed, ...] = ()
        more = False
        if look.is_understood:
            found, more = acts.listed_opportunities(
                unit,
                look.wanted,
                {part for column in columns for part in column.reads},
                sort=address.sort,
                descending=address.is_descending,
                limit=PAGE,
                offset=address.offset,
            )
        sums = visit.desk.totals.of(unit, look.wanted) if look.is_understood and address.first("totals") else None
    return visit.page(
        "opportunities/list.html.j2",
        status=200 if look.is_understood else 422,
        look=look,
        address=address,
        found=found,
        cells=_cells(columns, visit.language),
        prefix=visit.desk.prefix,
        more=more,
        a_page=PAGE,
        columns=columns,
        known=tuple(known.values()),
        sums=sums,
        views=views,
    )


def _cells(columns: Sequence[Column], language: Language) -> tuple[tuple[str, str, str], ...]:
    """What the cells of a row show, their class, and their words."""
    return tuple((one.name, one.style, language.gettext(one.words) if one.words else one.field) for one in columns)


@router.get("/opportunities/totals")
def totals(visit: Member) -> Response:
    """A part of the list's page, which asks for it by itself."""
    address = Address.of(visit.request.url.query)
    with visit.reading() as unit:
        look = looking(visit, unit, address)
        sums = visit.desk.totals.of(unit, look.wanted) if look.is_understood else []
    return visit.page("opportunities/totals.html.j2", sums=sums)


@router.get("/opportunities.csv")
def table(visit: Member) -> Response:
    """All that are asked for, whatever their number; none where something was not understood."""
    address = Address.of(visit.request.url.query)
    with visit.reading() as unit:
        look = looking(visit, unit, address)
        if not look.is_understood:
            return see(address.at("/opportunities"))
        lines = acts.exported_opportunities(
            unit,
            look.wanted,
            sort=address.sort,
            descending=address.is_descending,
            zone=visit.desk.zone,
            locale=visit.language.locale,
        )
        return handed_out_in_pieces(lines, "text/csv; charset=utf-8", "opportunities.csv")


@router.post("/opportunities/columns")
def choose_columns(visit: Member, form: SentForm) -> Response:
    """Keep which columns this person sees, in the order of the form; back to where they were."""
    names = [name for name in form.all("column") if "\n" not in name]
    with visit.writing() as unit:
        assert visit.user is not None  # noqa: S101  # a member is a user
        known = all_columns(unit.choices.all().get("field", ()))
        unit.preferences.choose(visit.user.id, PREFERENCE, "\n".join(name for name in known if name in names))
    back = urlsplit(own_path(form.get("back")))
    return see(Address.of(back.query).but(view="", shared="").at("/opportunities"))
