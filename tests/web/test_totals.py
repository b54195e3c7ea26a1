"""Totals of lists are remembered until anything changes, and never a moment longer."""

from lxml import html

from daemon.bootstrap import open_store
from daemon.web import totals
from store.values import OpportunityFilter, Record
from tests.contract.store.records import an_opportunity
from tests.web.site import Site
from tests.web.test_costs import counted

SAYING = "/opportunities/totals?comments=reference"


def test_who_asks_again_is_answered_without_adding_up(site: Site):
    with site.writing() as unit:
        an_opportunity(unit, "Boats", comments="They ask for a reference.", currency="EUR")
    with site.as_("bob") as bob:
        first = bob.get(SAYING)
        with counted() as asked:
            second = bob.get(SAYING)
    assert _told(first.text) == _told(second.text) == [["EUR", "1", "€0.00", "€0.00"]]
    assert not [one for one in asked if "total_minor" in one or "_sums" in one]


def test_another_process_changes_what_all_are_told(site: Site):
    """What it changes is a comment: no sum that is kept knows of it."""
    with site.writing() as unit:
        number = an_opportunity(unit, "Boats", comments="Nothing yet.", currency="EUR")
    with site.as_("bob") as bob:
        assert "No opportunities match" in bob.get(SAYING).text
        another = open_store(site.desk.settings)
        with another.write() as unit:
            unit.opportunities.edit(number, comments="They ask for a reference.")
        assert _told(bob.get(SAYING).text) == [["EUR", "1", "€0.00", "€0.00"]]
        with another.write() as unit:
            unit.bin.delete(Record.OPPORTUNITY, number)
        assert "No opportunities match" in bob.get(SAYING).text
        another.close()


def test_pages_and_programs_are_told_the_same_before_and_after_a_change(site: Site):
    with site.as_("bob") as bob:
        for many in range(1, 4):
            with site.writing() as unit:
                an_opportunity(unit, f"Boats {many}", comments="A reference.", currency="NOK")
            listed = html.fromstring(bob.get("/opportunities?comments=reference&totals=yes").text)
            (row,) = listed.xpath("//table[contains(@class, 'sums')]/tbody/tr")
            assert [cell.text_content() for cell in row][1] == str(many)
            assert _told(bob.get(SAYING).text)[0][1] == str(many)


def test_what_was_asked_for_longest_ago_is_forgotten(site: Site):
    kept = totals.Totals()
    with site.writing() as unit:
        an_opportunity(unit, "Boats", comments="A reference.", currency="NOK")
    last = OpportunityFilter(comments=f"reference {totals.MOST}")
    with site.desk.store.read() as unit:
        for number in range(totals.MOST + 1):
            kept.of(unit, OpportunityFilter(comments=f"reference {number}"))
        with counted() as asked:
            kept.of(unit, last)
        assert len(asked) == 1  # the sign
        with counted() as asked:
            kept.of(unit, OpportunityFilter(comments="reference 0"))
        assert len(asked) > 1


def _told(page: str) -> list[list[str]]:
    rows = html.fromstring(page).xpath("//tbody/tr")
    return [[cell.text_content().replace("\xa0", " ") for cell in row] for row in rows]
