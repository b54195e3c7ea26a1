"""`opportunity print`."""

from __future__ import annotations

from contextlib import closing

import pytest
from lxml import html

from store.database import open_store
from store.values import HistoryOf
from tests.service.cli.line import CommandLine

pytestmark = pytest.mark.row(19)


def test_the_whole_record_is_on_one_page(office: CommandLine) -> None:
    office.did("opportunity", "edit", "OPP-1", "--competitors", "Contoso", "--close-date", "2031-01-31")
    office.did("opportunity", "item", "add", "OPP-1", "Installation", "--price", "1200")
    office.did("activity", "done", "OPP-1", "quote")
    office.did("note", "add", "About delivery", "--opportunity", "OPP-1", "--text", "They need it by <May>")

    shown = html.document_fromstring(office.did("opportunity", "print", "OPP-1")).text_content()

    for text in ("OPP-1", "200 seats", "Bob Berg", "Proposal", "Jan 31, 2031", "Ann Lee", "ann@client.example"):
        assert text in shown
    for text in (
        "Fabrikam",
        "Contoso",
        "Installation",
        "€1,200.00",
        "Send the quote",
        "About delivery",
        "by <May>",
    ):
        assert text in shown


def test_files_are_written_whole_and_never_over_others(office: CommandLine) -> None:
    page, paper = office.folder / "opp-1.html", office.folder / "opp-1.pdf"
    office.did("opportunity", "print", "OPP-1", "--html", str(page), "--pdf", str(paper))
    refused = office("opportunity", "print", "OPP-1", "--pdf", str(paper))
    office.did("opportunity", "print", "OPP-1", "--pdf", str(paper), "--force")

    assert page.read_text().startswith("<!DOCTYPE html>")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert refused.code == 1
    assert "is there already; give --force to replace it" in refused.err
    assert [path.name for path in office.folder.iterdir() if path.name.startswith(".")] == []


def test_a_long_history_says_that_it_goes_on(office: CommandLine) -> None:
    with closing(open_store(f"sqlite:///{office.database}")) as store, store.write() as unit:
        for number in range(201):
            unit.notes.add(HistoryOf(1), f"note {number}")

    shown = html.document_fromstring(office.did("opportunity", "print", "OPP-1")).text_content()

    assert "Only the newest 200 are printed" in shown
    assert "note 200" in shown
    assert "Only the newest" not in office.did("opportunity", "print", "OPP-2")


def test_a_closed_one_says_so_on_paper(office: CommandLine) -> None:
    office.did("opportunity", "close", "OPP-1", "won")

    assert "Closed Won" in office.did("opportunity", "print", "OPP-1")


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(office: CommandLine) -> None:
    ended = office("opportunity", "print", "OPP-1", "--pdf", str(office.folder / "nowhere" / "x.pdf"))

    assert ended.code == 1
    assert "no such file or directory" in ended.err


def test_one_in_the_recycle_bin_is_not_printed(office: CommandLine) -> None:
    office.did("opportunity", "delete", "OPP-1")
    paper = office.folder / "opp-1.pdf"

    refused = office("opportunity", "print", "OPP-1", "--pdf", str(paper))

    assert refused.code == 1
    assert "recycle bin" in refused.err
    assert not paper.exists()


def test_every_field_is_on_paper(office: CommandLine) -> None:
    office.did(
        *("opportunity", "edit", "OPP-1", "--type", "renewal", "--source", "partner", "--terms", "net 30"),
        *("--expires", "2031-01-02", "--delivery", "2031-02-03", "--close-date", "2031-01-31", "--category", "Hot"),
        *("--initiated-by", "contact:ann", "--competitors", "Contoso", "--comments", "Careful", "--probability", "60"),
    )
    office.did("opportunity", "item", "add", "OPP-1", "Installation", "--price", "1200")

    page = html.document_fromstring(office.did("opportunity", "print", "OPP-1"))
    fields = dict(zip(*([e.text_content() for e in page.findall(f".//{tag}")] for tag in ("dt", "dd")), strict=True))

    assert (fields["Type"], fields["Source"], fields["Payment terms"]) == ("Renewal", "Partner", "Net 30")
    assert (fields["Close date"], fields["Expiration date"]) == ("Jan 31, 2031", "Jan 2, 2031")
    assert (fields["Delivery date"], fields["Initiated by"]) == ("Feb 3, 2031", "Ann Lee")
    assert (fields["Probability"], fields["Stage"], fields["Categories"]) == ("60%", "Proposal", "Hot")
    assert (fields["Total"], fields["Expected revenue"]) == ("€1,200.00", "€720.00")
    assert [p.text_content() for p in page.find_class("text")] == ["Contoso", "Careful"]


@pytest.mark.row(39)
def test_fields_of_the_firms_own_are_on_paper_the_partys_included(office: CommandLine) -> None:
    for record, value in (("opportunity", "Deep"), ("contact", "Wide"), ("account", "High")):
        office.did("--as", "bob", "field", "add", record, f"{record} size", "--kind", "text")
        office.did(
            record,
            "edit",
            {"opportunity": "OPP-1", "contact": "ann@client.example"}.get(record, "fabrikam"),
            "--field",
            f"{record} size={value}",
        )

    shown = html.document_fromstring(office.did("opportunity", "print", "OPP-1")).text_content()

    assert [value for value in ("Deep", "Wide", "High") if value not in shown] == []


@pytest.mark.parametrize(
    ("configured", "words", "told"),
    [
        ("en", ("--language", "de"), ("Sales activities", "Verkaufsaktivitäten", "31.01.2031", "1.200,00 €")),
        ("nb", (), ("Sales activities", "Salgsaktiviteter", "31. jan. 2031", "1 200,00 €")),
        ("nb", ("--language", "en"), ("Salgsaktiviteter", "Sales activities", "Jan 31, 2031", "€1,200.00")),
    ],
)
def test_paper_speaks_the_language_that_is_asked_for_or_that_of_outlook(
    office: CommandLine, configured: str, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    office.configure(f'outlook.language = "{configured}"\n')
    office.did("opportunity", "edit", "OPP-1", "--close-date", "2031-01-31")
    office.did("opportunity", "item", "add", "OPP-1", "Installation", "--price", "1200")

    paper = office.did("opportunity", "print", "OPP-1", *words)

    foreign, *own = told
    shown = " ".join(html.document_fromstring(paper).text_content().split())
    assert foreign not in shown
    assert [one for one in own if one not in shown] == []
    assert f'<html lang="{words[1] if words else configured}">' in paper
