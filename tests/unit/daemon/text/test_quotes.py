"""A writer's own words: quoted replies are recognised in the languages and shapes that mail programs write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.text import quotes
from daemon.text.languages import SENT_FROM_BEHIND
from daemon.text.quotes import own_words
from daemon.text.readable import readable
from tests.unit.daemon.text.bombs import HTML, PLAIN

HEADINGS = {
    "Gmail": "On Tue, Mar 10, 2026 at 12:00 PM Ann Client <ann@client.example> wrote:",
    "Gmail on two lines": "On Tue, Mar 10, 2026 at 12:00 PM Ann Client With A Long Name\n<ann@client.example> wrote:",
    "Gmail in German": "Am Di., 10. März 2026 um 12:00 Uhr schrieb Ann Client <ann@client.example>:",
    "Gmail in German, later": "Ann Client <ann@client.example> schrieb am Di., 10. März 2026, 12:00:",
    "Gmail in French": "Le mar. 10 mars 2026 à 12:00, Ann Client <ann@client.example> a écrit :",
    "Gmail in Norwegian": "tir. 10. mars 2026 kl. 12:00 skrev Ann Client <ann@client.example>:",
    "Gmail in Swedish": "Den tis 10 mars 2026 kl 12:00 skrev Ann Client <ann@client.example>:",
    "Gmail in Danish": "Den tirs. 10. mar. 2026 kl. 12.00 skrev Ann Client <ann@client.example>:",
    "Gmail in Spanish": "El mar, 10 mar 2026 a las 12:00, Ann Client (<ann@client.example>) escribió:",
    "Gmail in Italian": "Il giorno mar 10 mar 2026 alle ore 12:00 Ann Client <ann@client.example> ha scritto:",
    "Gmail in Dutch": "Op di 10 mrt 2026 om 12:00 schreef Ann Client <ann@client.example>:",
    "Gmail in Portuguese": "Em ter., 10 de mar. de 2026 às 12:00, Ann <ann@client.example> escreveu:",
    "Gmail in Polish": "wt., 10 mar 2026 o 12:00 Ann Client <ann@client.example> napisał(a):",
    "Gmail in Finnish": "ti 10. maalisk. 2026 klo 12.00 Ann Client (ann@client.example) kirjoitti:",
    "Gmail in Japanese": "2026年3月10日(火) 12:00 Ann Client <ann@client.example>:",
    "Apple Mail": "On 10 Mar 2026, at 12:00, Ann Client <ann@client.example> wrote:",
    "Apple Mail in German": "Am 10.03.2026 um 12:00 schrieb Ann Client <ann@client.example>:",
    "Apple Mail in French": "Le 10 mars 2026 à 12:00, Ann Client <ann@client.example> a écrit :",
    "Apple Mail in Norwegian": "10. mars 2026 kl. 12:00 skrev Ann Client <ann@client.example>:",
    "Thunderbird": "On 10/03/2026 12:00, Ann Client wrote:",
    "Thunderbird in German": "Am 10.03.26 um 12:00 schrieb Ann Client:",
    "Thunderbird in Polish": "W dniu 10.03.2026 o 12:00, Ann Client pisze:",
    "Outlook": "From: Ann Client <ann@client.example>\nSent: Tuesday, March 10, 2026 12:00 PM\nTo: Bob\nSubject: Seats",
    "Outlook below a line": "________________________________\n"
    "From: Ann Client <ann@client.example>\nSent: Tuesday, March 10, 2026 12:00 PM\nTo: Bob\nSubject: Seats",
    "Outlook in bold": "*From:* Ann Client <ann@client.example>\n*Sent:* Tuesday, March 10, 2026\n*To:* Bob",
    "Outlook as it was": "-----Original Message-----\nFrom: Ann [mailto:ann@client.example]\nSent: Tuesday\nTo: Bob",
    "Outlook in German": "Von: Ann Client <ann@client.example>\nGesendet: Dienstag, 10. März 2026 12:00\n"
    "An: Bob <bob@us.example>\nBetreff: AW: 200 Plätze",
    "Outlook in German as it was": "-----Ursprüngliche Nachricht-----\nVon: Ann Client <ann@client.example>\n"
    "Gesendet: Dienstag, 10. März 2026 12:00\nAn: Bob\nBetreff: 200 Plätze",
    "Outlook in French": "De : Ann Client <ann@client.example>\nEnvoyé : mardi 10 mars 2026 12:00\nÀ : Bob\nObjet : x",
    "Outlook in Norwegian": "Fra: Ann Client <ann@client.example>\nSendt: tirsdag 10. mars 2026\nTil: Bob\nEmne: x",
    "Outlook in Swedish": "Från: Ann Client <ann@client.example>\nSkickat: den 10 mars 2026 12:00\nTill: Bob\nÄmne: x",
    "Outlook in Spanish": "De: Ann Client <ann@client.example>\nEnviado: martes, 10 de marzo\nPara: Bob\nAsunto: x",
    "Outlook in Italian": "Da: Ann Client <ann@client.example>\nInviato: martedì 10 marzo 2026\nA: Bob\nOggetto: x",
    "Outlook in Dutch": "Van: Ann Client <ann@client.example>\nVerzonden: dinsdag 10 maart\nAan: Bob\nOnderwerp: x",
    "Outlook in Polish": "Od: Ann Client <ann@client.example>\nWysłano: wtorek, 10 marca 2026\nDo: Bob\nTemat: x",
    "Outlook in Finnish": "Lähettäjä: Ann Client <ann@client.example>\nLähetetty: tiistai 10. maaliskuuta\nAihe: x",
    "Outlook in Portuguese": "De: Ann Client <ann@client.example>\nEnviada em: 10 de março\nPara: Bob\nAssunto: x",
    "many recipients": "From: Ann <ann@client.example>\nSent: Tuesday 2026\nTo: " + "Bob <bob@us.example>; " * 500,
}
FORWARDS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Ann <ann@client.example>\nDate: Tue, Mar 10, 2026\n"
    "Subject: Seats\nTo: Bob <bob@us.example>",
    "Apple Mail": "Begin forwarded message:\n\nFrom: Ann <ann@client.example>\nSubject: Seats\nDate: 10 March\nTo: Bob",
    "Thunderbird in German": "-------- Weitergeleitete Nachricht --------\nBetreff: \tPlätze\n"
    "Datum: \tTue, 10 Mar 2026\nVon: \tAnn <ann@client.example>\nAn: \tBob",
    "Outlook in Norwegian": HEADINGS["Outlook in Norwegian"],
    "twice": HEADINGS["Outlook"] + "\n\n" + HEADINGS["Outlook in German"],
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_what_is_quoted_below_is_not_the_writers(heading: str):
    text = f"Yes, agreed.\n\nBob\n\n{heading}\n\nShall we?\n\nFrom here: 2026."

    assert own_words(text) == "Yes, agreed.\n\nBob"


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_answers_below_and_between_marked_quotes_are_the_writers(heading: str):
    text = f"Hi Ann,\n\n{heading}\n> One?\n\nYes.\n\n> Two?\n>> Three?\nNo.\n\n-- \nBob\nSales"

    assert own_words(text) == "Hi Ann,\n\nYes.\n\nNo."


@pytest.mark.parametrize("heading", FORWARDS.values(), ids=FORWARDS)
def test_of_a_forward_without_a_word_the_text_is_kept_without_headings(heading: str):
    assert own_words(f"{heading}\n\nShall we?\nAnn") == "Shall we?\nAnn"


@pytest.mark.parametrize("heading", FORWARDS.values(), ids=FORWARDS)
def test_of_a_forward_with_a_word_the_word_is_kept(heading: str):
    assert own_words(f"For you\n\n{heading}\n\nShall we?") == "For you"


@pytest.mark.parametrize(
    "text",
    [
        "Hi Ann,\n\nthis is what we agreed:\n- 200 seats\n- from 1 May 2026\n\nBob",
        "Date: 10 March 2026\nTo: be agreed\nPlace: Oslo",
        "From: Oslo\nBob comes in 2026",
        "Name: Ann\nE-mail: ann@client.example\nMessage: call me at 12:00",
        "On Tuesday, as I wrote:\n200 seats",
        "On 3 March you wrote:\n200 seats",
        "Da: 2\n\nand more: 12:00",
        "She wrote: yes",
        "a > b\n\nc",
        "--\nfirst line",
    ],
)
def test_what_only_looks_like_a_quote_stays(text: str):
    assert own_words(text) == text


@pytest.mark.parametrize(
    "added",
    [
        *("Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/x>", "Gesendet von meinem iPhone"),
        *(
            "iPhone'umdan gönderildi",
            "iPhoneから送信",
            "나의 iPhone에서 보냄",
            "发自我的 iPhone",
            "Skaff Outlook for Android",
        ),
    ],
)
def test_what_a_telephone_adds_is_nobodys_words(added: str):
    assert own_words(f"Yes\n\n{added}\n\n{HEADINGS['Outlook']}\nold") == "Yes"


@pytest.mark.parametrize(
    "last", ["Sent from Hamburg on Monday.", "Download the contract, please.", "Hent den i morgen"]
)
def test_a_last_line_about_something_else_is_the_writers(last: str):
    assert own_words(f"Yes\n\n{last}") == f"Yes\n\n{last}"


def test_nothing_is_left_of_a_text_that_is_all_quoted():
    assert own_words("> One?\n> Two?") == ""


def test_a_reply_in_html_loses_its_quote():
    reply = (
        "<div dir=ltr>Yes!</div><br><div class=gmail_quote><div class=gmail_attr>On Tue, Mar 10, 2026 at 12:00 PM Ann "
        '&lt;<a href="mailto:ann@client.example">ann@client.example</a>&gt; wrote:<br></div>'
        "<blockquote class=gmail_quote><div>Shall we?</div></blockquote></div><p>Bob</p>"
    )

    assert own_words(readable(reply, is_html=True)) == "Yes!\n\nBob"


def test_a_reply_in_words_html_loses_its_quote():
    reply = (
        "<p class=MsoNormal>Yes!</p><div style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> Ann "
        "&lt;ann@client.example&gt;<br><b>Gesendet:</b> Dienstag, 10. März 2026<br><b>An:</b> Bob</p></div>"
        "<p>Shall we?</p>"
    )

    assert own_words(readable(reply, is_html=True)) == "Yes!"


@given(st.lists(st.sampled_from([*HEADINGS.values(), "> x", ">0", ">", "--", "", "x", "-----"]) | st.text(max_size=20)))
def test_own_words_are_lines_of_the_text_without_marked_quotes(pieces: list[str]):
    text = readable("\n".join(pieces), is_html=False)

    own = own_words(text)

    lines = {"", *text.split("\n")}
    assert set(own.split("\n")) <= lines | {re.sub(r"^(?:[ \t]*>)+ ?", "", line).strip() for line in lines}
    assert own == own.strip()
    assert len(own) <= len(text)


@pytest.mark.sampled(one_in=4)
@pytest.mark.parametrize("bomb", [*HTML.values(), *PLAIN.values()], ids=[*HTML, *PLAIN])
@pytest.mark.parametrize("is_html", [True, False])
def test_a_hostile_body_is_looked_at_closely_in_few_places(bomb: str, is_html: bool, monkeypatch: pytest.MonkeyPatch):
    seen: list[int] = []
    look = quotes.heading

    def looked_at(lines: Sequence[str], at: int, *told: Any) -> tuple[int, int] | None:
        seen.append(at)
        return look(lines, at, *told)

    monkeypatch.setattr(quotes, "heading", looked_at)
    own_words(readable(bomb, is_html))

    assert len(seen) <= 30 * quotes.LOOKS


@pytest.mark.parametrize("words", SENT_FROM_BEHIND)
def test_where_a_device_was_sent_from_is_said_behind_it_a_line_beyond_ascii_is_taken_away(words: str):
    assert own_words(f"We agree.\n\niPhone {words}") == "We agree."
