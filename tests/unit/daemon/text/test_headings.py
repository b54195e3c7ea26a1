"""Headings of quotes in every language and form that we know, made from the table of words; own words beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.text.languages import LANGUAGES, Language
from daemon.text.quotes import own_words
from daemon.text.readable import readable

ANN, DAY = "Ann Client <ann@client.example>", "2026-03-10 12:00"
PROTONS = "\u2010" * 7
OWN = "Yes, forty seats.\n\nBob"


def _blocks(one: Language) -> dict[str, str]:
    sender, sent, to, cc, subject = one.sender[0], one.sent[0], one.to[0], one.cc[0], one.subject[0]
    name, moment = f"{sender}: Ann Client", f"{sent}: {DAY}"
    return {
        "Outlook": f"{sender}: {ANN}\n{moment}\n{to}: Bob\n{cc}: Eve\n{subject}: Seats",
        "Outlook inside a firm": f"{name}\n{moment}\n{to}: Bob\n{subject}: Seats",
        "Outlook in bold": f"*{sender}:* {ANN}\n*{sent}:* {DAY}\n*{to}:* Bob\n*{subject}:* Seats",
        "Outlook below a line": f"{'_' * 32}\n{sender}: {ANN}\n{moment}\n{to}: Bob\n{subject}: Seats",
        "with blank lines": f"{sender}: {ANN}\n\n{moment}\n\n{to}: Bob\n\n{subject}: Seats",
        "a name on two lines": f"{sender}: Ann Client With A Very Long Name\n<ann@client.example>\n{moment}\n{to}: Bob",
        "many recipients": f"{sender}: {ANN}\n{moment}\n{to}: Bob <bob@us.example>;\nEve <eve@us.example>",
        "the day first, as in web.de": f'{moment}\n{sender}: "Ann Client" <ann@client.example>\n{to}: Bob',
        "the subject first, as in Thunderbird": f"{subject}: \tSeats\n{sent}: \t{DAY}\n{sender}: \t{ANN}\n{to}: \tBob",
        "labels on lines of their own": f"{sender}:\n{ANN}\n{to}:\nBob\n{sent}:\n{DAY}\n{subject}:\nSeats",
        "a space before the colon": f"{sender} : {ANN}\n{sent} : {DAY}\n{to} : Bob\n{subject} : Seats",
        "a full-width colon": f"{sender}\uff1a{ANN}\n{sent}\uff1a{DAY}\n{to}\uff1aBob\n{subject}\uff1aSeats",
    }


def _lines(one: Language) -> dict[str, str]:
    found = {}
    for verb in one.wrote:
        for begins in one.begins or ("",):
            found[f"{begins} … {verb}"] = f"{begins} {DAY}, {ANN} {verb}:".strip()
            found[f"{begins} … {verb}, wrapped"] = f"{begins} {DAY}, Ann Client\n<ann@client.example> {verb}:".strip()
            found[f"{begins} … {verb}, wrapped late"] = f"{begins} {DAY}, {ANN}\n{verb}:".strip()
            found[f"{begins} … {verb}, no address"] = f"{begins} 10.03.2026 12:00, Ann Client {verb}:".strip()
        found[f"{verb} …"] = f"{ANN} {verb} 10.03.2026 12:00:"
    return found


def _marks(one: Language) -> dict[str, str]:
    found = {words: f"-----{words}-----" for words in one.original}
    found |= {words: f"---------- {words} ---------\n{one.sender[0]}: {ANN}" for words in one.forwarded}
    return found


HEADINGS = {
    f"{language}: {what}": heading
    for language, one in LANGUAGES.items()
    for what, heading in {**_blocks(one), **_lines(one), **_marks(one)}.items()
}
PROGRAMS = {
    "Gmail as it was": f"2026-03-10 12:00 GMT+02:00 {ANN}:",
    "Gmail in Russian": f"вт, 10 мар. 2026 г. в 12:00, {ANN}:",
    "Gmail in Czech": f"út 10. 3. 2026 v 12:00 odesílatel {ANN} napsal:",
    "Gmail in Hungarian": f"{ANN} ezt írta (időpont: 2026. márc. 10., K, 12:00):",
    "Gmail in Turkish": f"{ANN}, 10 Mar 2026 Sal, 12:00 tarihinde şunu yazdı:",
    "Gmail in Greek": f"Στις Τρί 10 Μαρ 2026 στις 12:00 μ.μ., ο χρήστης {ANN} έγραψε:",
    "Gmail in Japanese": f"2026年3月10日(火) 12:00 {ANN}:",
    "Gmail in Chinese": f"{ANN} 于2026年3月10日周二 12:00写道：",
    "Gmail in Korean": f"2026년 3월 10일 (화) 오후 12:00, {ANN}님이 작성:",
    "Gmail in Hebrew": "בתאריך יום ג׳, 10 במרץ 2026 ב-12:00 מאת Ann Client <ann@client.example>:",
    "Gmail, broken in the address": "Em ter., 10 de mar. de 2026 às 12:00, Ann Client <\nann@client.example> escreveu:",
    "Zoho": f"---- On Tue, 10 Mar 2026 12:00:00 +0100 {ANN} wrote ----",
    "Yandex": '10.03.2026, 12:00, "Ann Client" <ann@client.example>:',
    "Mail.ru": f"Вторник, 10 марта 2026, 12:00 +03:00 от {ANN}:",
    "Yahoo": f"On Tuesday, March 10, 2026, 12:00:00 PM GMT+1, {ANN} wrote:",
    "Proton": f"On Tuesday, March 10th, 2026 at 12:00 PM, {ANN} wrote:",
    "Spark": f"On Mar 10, 2026, 12:00 PM +0100, {ANN}, wrote:",
    "eM Client": f"------ Original Message ------\nFrom: {ANN}\nTo: bob@us.example\nSent: 3/10/2026 12:00 PM",
    "Aqua Mail": 'In data 10/03/2026 12:00:00, "Ann Client" <ann@client.example> ha scritto:',
    "KMail in Italian": "In data martedì 10 marzo 2026 12:00:00, Ann Client ha scritto:",
    "Samsung": f"-------- Original message --------\nFrom: {ANN}\nDate: 3/10/26 12:00 PM (GMT+01:00)\nTo: Bob",
    "Samsung in German": f"-------- Ursprüngliche Nachricht --------\nVon: {ANN}\nDatum: 10.03.26 12:00 (GMT+01:00)",
    "Thunderbird in Danish": "Den 10-03-2026 kl. 12:00 skrev Ann Client:",
    "Thunderbird in Hungarian": "2026. 03. 10. 12:00 keltezéssel, Ann Client írta:",
    "Thunderbird in Russian": "10.03.2026 12:00, Ann Client пишет:",
    "Notes": "Ann Client ---10.03.2026 12:00:00---Dear Bob, shall we",
    "Gmail as it was, with a desk": "2026-03-10 12:00 GMT+01:00 Ann - Client Ltd <ann@client.example>:",
    "Gmail in Hebrew, as it begins": "ב-יום ג׳, 10 במרץ 2026 ב-12:00 מאת Ann Client <ann@client.example>:",
    "Gmail in Arabic": f"في ثلاثاء، 10 مارس 2026 في 12:00 م تمت كتابة ما يلي بواسطة {ANN}:",
    "Gmail in Thai": f"เมื่อ อ. 10 มี.ค. 2569 เวลา 12:00 {ANN} เขียนว่า:",
    "Gmail, broken behind the address": "Den tis 10 mars 2026 kl 12:00 skrev Ann Client <ann@client.example\n>:",
    "Apple Mail in Polish": f"Wiadomość napisana przez {ANN} w dniu 10 mar 2026, o godz. 12:00:",
    "Thunderbird, the author first": "Ann Client wrote on 10/03/2026 12:00:",
    "Thunderbird in Finnish, the author first": "Ann Client kirjoitti 10.3.2026 klo 12.00:",
    "a nickname": "On Wed, Sep 25, 2013, at 03:57 PM, ann_client wrote:",
    "Gmail in German, broken behind the day": f"{ANN} schrieb am So., 23.\nJuni 2024, 21:08:",
    "an office's answer inside a firm": "From: Sales\nSent: Tuesday, 10 March 2026 12:00\nTo: Bob\nSubject: RE: Seats",
    "Eudora": "At 12:00 10/03/2026, Ann Client wrote:",
    "Mail.ru in English": "Wednesday, 10 March 2026, 3:32 PM +0300 from ann@client.example <ann@client.example>:",
    "Zoho without dashes": f"On Tue, 10 Mar 2026 12:00:00 +0100 {ANN} wrote",
    "Proton as it was": f"{PROTONS} Original Message {PROTONS}\nOn Tuesday, March 10, 2026 12:00 PM, {ANN} wrote:",
    "Samsung in Danish": f"-------- Oprindelig besked --------\nFra: {ANN}\nDato: 10.03.2026 12.00 (GMT+01:00)",
    "Outlook, important": f"From: {ANN}\nSent: 10 March 2026 12:00\nTo: Bob\nSubject: Seats\nImportance: High",
    "Outlook, with files": f"Von: {ANN}\nGesendet: 10.03.2026\nAn: Bob\nBetreff: x\nAnlagen: a.pdf",
    "Gmail, with an id": f"---------- Forwarded message ---------\nDate: 10 March\nMessage-ID: <a@x>\nFrom: {ANN}",
    "T-Online": f"-----Original-Nachricht-----\nVon: {ANN}",
    "a mark in words that nobody knows": f"-------- Kaokao asemva --------\nFrom: {ANN}\nSent: 10 March 2026",
    "a short rule above": f"---\n\n**From:** {ANN}\n**Sent:** 10 March 2026 12:00\n**To:** Bob\n**Subject:** Seats",
    "Outlook inside a firm, a weekday": "Från: Ann Client\nDatum: tisdag, 10 mars 2026 12:00\nTill: Bob\nÄmne: Seats",
    "Thunderbird in Turkish": "10.03.2026 12:00 tarihinde Ann Client yazdı:",
    "Gmail in Turkish, broken": "Ann Client <ann@client.example>, 10 Mar 2026 Sal,\n12:00 tarihinde şunu yazdı:",
    "Outlook for Mac in Turkish": '"Ann Client" <ann@client.example>, 10.03.2026 12:00 tarihinde şunu yazdı:',
    "Outlook in Turkish": f"Kimden: {ANN}\nGönderildi: 10 Mart 2026 Salı 12:00\nKime: Bob\nKonu: YNT: Seats",
    "Thunderbird in Turkish, forwarded": f"-------- İletilen İleti --------\nKonu: x\nTarih: {DAY}\nKimden: {ANN}",
    "Apple Mail in Turkish": f"İleti başlangıcı:\n\nKimden: {ANN}\nKonu: Seats\nTarih: 10 Mart 2026 12:00\nKime: Bob",
    "Outlook for Mac in Norwegian": f"{ANN} skrev følgende den 10.03.2026 12:00:",
    "Outlook for Mac in Swedish": 'Den 2026-03-10 12:00 skrev "Ann Client" <ann@client.example> följande:',
    "Outlook for Mac in Russian": '10.03.2026, 12:00 пользователь "Ann Client" <ann@client.example> написал:',
    "Outlook for Mac in Hungarian": f"2026. 03. 10. 12:00 időpontban {ANN} ezt írta:",
    "Outlook for Mac in Slovak": "10. 3. 2026 12:00 používateľ Ann Client (<ann@client.example>) napísal:",
    "Outlook for Mac in Polish": "Dnia 10.03.2026 12:00 „Ann Client” <ann@client.example> napisał:",
    "Outlook for Mac in French": "Le 10/03/2026 12:00, « Ann Client » <ann@client.example> a écrit :",
    "Yandex, an address for a name": '10.03.2026, 12:00, "ann@client.example" <ann@client.example>:',
    "a telephone's mark": f"  Original Message  \nFrom: {ANN}\nSent: 10 March 2026 12:00\nTo: Bob\nSubject: x",
    "a mark without dashes": "Original Message\nFrom: Ann B Client\nSent: 10 March 2026 4:00 PM\nTo: Bob\nSubject: x",
    "MailMate": f"Forwarded message:\n\nFrom: {ANN}\nTo: Bob\nSubject: Seats\nDate: Tue, 10 Mar 2026 12:00:00 +0100",
    "Notes, inside a firm": "Von:\tAnn Client/Client\nAn:\tBob/Us@Us\nDatum:\t10.03.2026 12:00\nBetreff:\tx",
    "Notes, its block": f"From:\t{ANN}\nTo:\tbob@us.example, \n\teve@us.example\nDate:\t10.03.2026 12:00\nSubject:\tx",
}
OWN_WORDS = [
    "From: Hamburg\nTo: Oslo\n\nPlease book two seats.",
    "From: Hamburg\nTo: Oslo\nSubject: transport\n\nWe need it on Monday.",
    "Von: Montag, 10.03.2026\nBis: Freitag\n\nist niemand da.",
    "Von: Einkauf\nAn: Buchhaltung\n\nBitte zahlen.",
    "Fra: Oslo\nTil: Bergen\nDato: 6. oktober 2025\n\nHei!",
    "De: Paris\nÀ: Lyon\n\nmerci",
    "Od: 6. 10. 2025\nDo: 10. 10. 2025\n\nbudu v Oslu",
    "Date: 6.10.2025\nSubject: price\n\nforty",
    "From: 1 May 2026\nName: Ann\nE-mail: ann@client.example",
    "From: Hamburg\nSent: 10 March 2026\nTo: Oslo\nSubject: freight\n\nPlease book it.",
    "From: Hamburg\nSent: 10.03.2026 12:00\nTo: Oslo\nSubject: freight\n\nPlease book it.",
    "From: Bad Homburg\nDate: 10.03.2026 12:00\nTo: Oslo\nSubject: freight\n\nPlease book it.",
    "Von: Lager Nord\nGesendet am: 10.03.2026\nAn: Lager Süd\nBetreff: Palette 4\n\nBitte prüfen.",
    "De: Paris Nord\nDate: 10/03/2026 12:00\nÀ: Lyon\nObjet: billet\n\nmerci de réserver",
    "From: Ann\nTo: Bob\nDate: Monday 10 March\nSubject: kick-off\n\nCan you do this?",
    "Ann Client wrote on 3 forms:\nforty",
    "On 3 March Ann <ann@client.example> wrote\nand I answered",
    "Quoting Ann <ann@client.example>:\nforty",
    "---- Summary ----\n\n- forty",
    "On May 10 the team wrote:\n- forty",
    "As I wrote on 6 October 2025:\n\nforty",
    "Wie ich am 06.10.2025 um 10:00 schrieb:\nvierzig",
    "Am 6.10.2025 um 10:00 schrieb ich Ihnen:\nvierzig",
    "On 3 March 2026 at 12:00 you wrote:\n200 seats",
    "On 06/10/2025 10:00 the driver wrote:\nlate",
    "Le 6 octobre 2025 à 10:00, vous nous avez écrit :\n40",
    "2026-03-10 12:00 meeting with Ann <ann@client.example>:\nforty",
    "Please answer to Ann <ann@client.example>:\n- price",
    "The original message:\nforty",
    "Original message\nwas lost",
    "Forwarded message was empty",
    "Ann wrote: yes\nok",
]
HEADING = st.sampled_from(sorted([*HEADINGS.values(), *PROGRAMS.values()]))
WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=":\uff1a->_=*|"), min_size=1, max_size=12
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)
PARAGRAPHS = st.lists(SENTENCE, min_size=1, max_size=4).map("\n\n".join)


@pytest.mark.parametrize("heading", [*HEADINGS.values(), *PROGRAMS.values()], ids=[*HEADINGS, *PROGRAMS])
def test_above_a_heading_the_words_are_kept_and_below_it_they_are_quoted(heading: str):
    assert own_words(f"{OWN}\n\n{heading}\n\nShall we?\nAnn") == OWN


@pytest.mark.parametrize("heading", [*HEADINGS.values(), *PROGRAMS.values()], ids=[*HEADINGS, *PROGRAMS])
def test_what_stands_below_a_heading_that_nothing_is_above_is_kept(heading: str):
    assert own_words(f"{heading}\n\n{OWN}") == OWN


@pytest.mark.parametrize("text", OWN_WORDS)
@pytest.mark.parametrize("above", ["", "Hi Ann,\n\n"])
def test_own_words_that_only_look_like_a_heading_stay(text: str, above: str):
    assert own_words(above + text) == above + text


@given(HEADING, PARAGRAPHS, PARAGRAPHS)
def test_own_words_around_marked_quotes_survive(heading: str, above: str, below: str):
    above, below = readable(above, is_html=False), readable(below, is_html=False)

    assert own_words(f"{above}\n\n{heading}\n> One?\n> Two?\n\n{below}") == f"{above}\n\n{below}".strip()


@given(PARAGRAPHS)
def test_a_text_without_a_heading_comes_back_whole(text: str):
    text = readable(f"{text}\n\nBob", is_html=False)

    assert own_words(text) == text


@given(st.lists(HEADING | PARAGRAPHS | st.sampled_from([*OWN_WORDS, "> quoted", "--", "-----"]), max_size=6))
def test_what_is_kept_is_kept_of_itself(pieces: list[str]):
    kept = own_words(readable("\n\n".join(pieces), is_html=False))

    assert own_words(kept) == kept


@pytest.mark.parametrize("lines", [3, 40])
def test_only_what_is_short_is_a_signature(lines: int):
    below = "\n".join(f"line {n}" for n in range(lines))

    own = own_words(f"Yes.\n\n--\n{below}")

    assert own == ("Yes." if lines < 20 else f"Yes.\n\n--\n{below}")


@pytest.mark.parametrize(
    "heading",
    [
        "On Monday, 24 September, 2012 at 3:46 PM, bob wrote:",
        "On 3 May 2026 at 12:47, the desk (no. 5) wrote:",
        "On 3 May 2026 at 12:47 PM, Somebody <\n416ffd3258d4d2\n@client.example>wrote:",
        "On Nov 30, ann wrote:",
        "On Tuesday 10 of March 2026, Ann Client wrote:",
        "2026/3/10 Ann Client <ann@client.example>:",
        "Quoting Ann Client <ann@client.example>:",
        "Zitat von Ann Client <ann@client.example>:",
        "* Ann Client <ann@client.example> [2026-03-10 12:00]:",
    ],
    ids=[
        *("in small letters", "an office for a name", "an address in two lines", "no year", "no time", "no verb"),
        *("horde", "horde in German", "mutt"),
    ],
)
def test_right_above_a_quote_a_moment_and_the_verb_make_a_heading_whatever_the_name_is(heading: str):
    assert own_words(f"Yes.\n\n{heading}\n\n> What do you say?\n") == "Yes."


@pytest.mark.parametrize(
    "said",
    [
        "Here is what our customers say, as we wrote:",
        "On 3 May 2026 at 12:47 I wrote:",
        "Am 3. Mai 2026 um 12:47 hast du geschrieben:",
        "Please pass this on to Ann <ann@client.example>:",
        "See page 3, as the offer says:",
        "On page 3 the offer wrote:",
        "Quoting is fun:",
    ],
)
def test_above_a_quote_a_persons_own_sentence_stays(said: str):
    assert said in own_words(f"Yes.\n\n{said}\n\n> What do you say?\n")


@pytest.mark.parametrize("verb", ["wrote", "schrieb", "skrev", "a écrit"])
def test_a_mark_with_a_name_between_dashes_is_a_programs(verb: str):
    assert own_words(f"Yes.\n\n---- Ann Client {verb} ----\n\nWhat do you say?\n") == "Yes."
    assert own_words(f"Yes.\n\n---- what I {verb} ----\n\nWhat do you say?\n") != "Yes."


@pytest.mark.parametrize(
    "heading",
    [
        "Op 24 feb. 2026 om 22:48 heeft Ann Client <ann@client.example> geschreven:",
        "Op 24-feb.-2026, om 22:48 heeft Ann Client <ann@client.example> het volgende geschreven:",
        "Am 24.02.2026 um 22:48 hat Ann Client <ann@client.example> geschrieben:",
        "  *From:* ann@client.example [mailto:\n  ann@client.example]\n  *Sent:* 24 February 2026\n  *Subject:* Seats",
    ],
)
def test_a_verb_in_two_parts_and_an_address_in_two_lines_are_of_the_heading(heading: str):
    assert own_words(f"Yes.\n\n{heading}\n\nWhat do you say?\n") == "Yes."


@pytest.mark.parametrize("said", ["Yes!", "Sounds good.", "yes ---", "On it!", "Super, forty seats."])
@pytest.mark.parametrize(
    "heading",
    [
        "On Tue, Mar 10, 2026 at 12:00 PM, ann@client.example wrote:",
        "Am Di., 10. März 2026 um 12:00 Uhr schrieb ann@client.example:",
        "Le mar. 10 mars 2026 à 12:00, Ann Client <ann@client.example> a écrit :",
    ],
)
def test_what_is_said_on_the_line_of_a_heading_stays(said: str, heading: str):
    text = f"{said} {heading}\n> How many?"

    assert own_words(text) == said
    assert own_words(f"Dear Ann\n{text}") == f"Dear Ann\n{said}"
    assert own_words(f"Dear Ann\n\n{heading}\n> How many?") == "Dear Ann"


@pytest.mark.parametrize(
    "unit",
    ["A", "A ", "Aa.", "A-", '"', "(A", "1.", "1 ", "<", "a@", "von ", ": ", "\uff1a", "- ", "wrote ", "On ", "mar "],
)
@pytest.mark.parametrize(
    "around", ["On 2026-03-10 12:00, {}! wrote:", "{} wrote:", "From: {}!", "On {}:", "---- {}! ----"]
)
def test_a_long_name_is_looked_at_once(unit: str, around: str):
    line = around.format(unit * (250 // len(unit)))

    assert "Yes." in own_words(f"Yes.\n\n{line}\nSent: {line}\nSubject: x\n\n> What do you say?")


def test_what_closes_a_broken_link_is_no_quote():
    text = "See <https://client.example/seats\n> for the seats.\n\nBob"

    assert own_words(text) == text
