"""What people type that looks like the head of a quotation: sentences, minutes, lists, templates, orders, logs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.text import About, name_key, own_words
from daemon.text.readable import readable
from tests.unit.daemon.text.test_headings import HEADINGS, OWN, PROGRAMS

ANN = frozenset({"ann@client.example", name_key("Ann Client")})
BOB = frozenset({"bob@us.example", name_key("Bob Miller")})
EVE = frozenset({"eve@client.example", name_key("Eve Kunde")})
NEWS = About("Minutes of our meeting", is_answer=False, writers=ANN, others=BOB | EVE)
ANSWER = About("Re: Seats", is_answer=True, writers=ANN, others=BOB | EVE)
AS_ANN_IS_CALLED = ANN | {name_key("Ann - Client Ltd"), name_key("Ann B Client")}
TO_ANN = About("Re: Seats", is_answer=True, writers=BOB, others=AS_ANN_IS_CALLED)

# With the mail's own people in them: what tells is that something else is said.
SENTENCES = [
    "My colleague Eve <eve@client.example> wrote on 6 October 2025:",
    "My colleague Eve <eve@client.example> wrote on Monday, 6 October 2025 at 10:00:",
    "As agreed on 6 October 2025 Bob Miller <bob@us.example> wrote:",
    "On 6 October 2025 at 10:00 our colleague Eve <eve@client.example> wrote:",
    "As Bob Miller <bob@us.example> wrote on 6 October 2025 at 10:00:",
    "In his mail of 6 October 2025, 10:00, Bob Miller <bob@us.example> wrote:",
    "On Monday, 6 October 2025 at 10:00, in the meeting, Bob Miller <bob@us.example> wrote:",
    "Here is what Bob Miller <bob@us.example> wrote on 6.10.2025 at 10:00:",
    "Unser Anwalt schrieb am 06.10.2025 um 10:00:",
    "Unser Anwalt Bob Miller <bob@us.example> schrieb am 06.10.2025 um 10:00:",
    "Am 06.10.2025 um 10:00 schrieb unsere Kollegin Eve <eve@client.example>:",
    "Wie Herr Miller <bob@us.example> am 06.10.2025 um 10:00 schrieb:",
    "Zum Angebot vom 06.10.2025, 10:00 Uhr, schrieb Bob Miller <bob@us.example>:",
    "Notre avocat a écrit le 06/10/2025 à 10:00 :",
    "Comme convenu le 6 octobre 2025 à 10:00, Bob Miller <bob@us.example> a écrit :",
    "Le 6 octobre 2025 à 10:00, notre collègue Eve <eve@client.example> a écrit :",
    "Nuestro abogado escribió el 06/10/2025 a las 10:00:",
    "Según lo acordado el 6 de octubre de 2025 a las 10:00, Bob Miller <bob@us.example> escribió:",
    "El 6 de octubre de 2025 a las 10:00 mi compañera Eve <eve@client.example> escribió:",
    "Il nostro avvocato ha scritto il 06/10/2025 alle 10:00:",
    "Il giorno 6 ottobre 2025 alle 10:00 la collega Eve <eve@client.example> ha scritto:",
    "Nosso advogado escreveu em 06/10/2025 às 10:00:",
    "Conforme combinado em 6 de outubro de 2025 às 10:00, Bob Miller <bob@us.example> escreveu:",
    "Onze advocaat schreef op 06-10-2025 om 10:00:",
    "Zoals afgesproken op 6 oktober 2025 om 10:00 schreef Bob Miller <bob@us.example>:",
    "Vår advokat skrev den 6. oktober 2025 kl. 10:00:",
    "Som avtalt den 6. oktober 2025 kl. 10:00 skrev Bob Miller <bob@us.example>:",
    "Vores kollega Eve <eve@client.example> skrev den 6. oktober 2025 kl. 10:00:",
    "Enligt avtal den 6 oktober 2025 kl. 10:00 skrev Bob Miller <bob@us.example>:",
    "Kuten sovittiin 6.10.2025 klo 10:00, Bob Miller <bob@us.example> kirjoitti:",
    "Nasz prawnik napisał 6.10.2025 o godz. 10:00:",
    "Zgodnie z ustaleniami w dniu 6.10.2025 o 10:00 Bob Miller <bob@us.example> napisał:",
    "Náš právník napsal 6. 10. 2025 v 10:00:",
    "Jak bylo dohodnuto 6. 10. 2025 v 10:00, Bob Miller <bob@us.example> napsal:",
    "Ügyvédünk 2025. 10. 06. 10:00 ezt írta:",
    "Avukatımız 06.10.2025 10:00 tarihinde şunu yazdı:",
    "Kararlaştırıldığı gibi, 06.10.2025 10:00 tarihinde Bob Miller <bob@us.example> şunu yazdı:",
    "Наш юрист написал 06.10.2025 10:00:",
    "Как договаривались, 6 октября 2025 г. в 10:00 Bob Miller <bob@us.example> написал:",
    "Наш колега 06.10.2025 о 10:00 пише:",
    "Ο δικηγόρος μας έγραψε στις 06/10/2025 10:00:",
    "Avocatul nostru a scris pe 06.10.2025 la 10:00:",
    "On Monday, 6 October 2025 the committee wrote:",
    "In the letter dated 6 October 2025, Client Ltd <ann@client.example> wrote to Bob Miller <bob@us.example>:",
    "Bob Miller <bob@us.example> and Eve Kunde <eve@client.example> wrote on 6 October 2025 at 10:00:",
    "To quote Bob Miller <bob@us.example> on 6 October 2025 at 10:00:",
    "From my notes of Monday, 6 October 2025, 10:00, Bob Miller <bob@us.example>:",
    "Call on 06.10.2025 at 10:00 with Bob Miller <bob@us.example>:",
    "Anruf am 06.10.2025 um 10:00 von Bob Miller <bob@us.example>:",
    "Teilnehmer am 06.10.2025 10:00: Bob Miller <bob@us.example>, Eve <eve@client.example>:",
    "Le client a écrit le 6 octobre 2025 à 10:00 :",
    "El cliente escribió el lunes, 6 de octubre de 2025, a las 10:00:",
    "Der Kunde schrieb am Montag, 6. Oktober 2025 um 10:00:",
    "Kunde Müller <bob@us.example> schrieb am Montag, 6. Oktober 2025 um 10:00:",
    "Asiakas kirjoitti maanantaina 6.10.2025 klo 10:00:",
    "Клиент написал в понедельник, 6 октября 2025 г. в 10:00:",
    "客户于2025年10月6日周一 10:00写道：",
    "お客様が2025年10月6日(月) 10:00に書きました：",
    "고객님이 2025년 10월 6일 (월) 오전 10:00에 작성:",
    "Ο πελάτης έγραψε τη Δευτέρα, 6 Οκτωβρίου 2025 στις 10:00:",
    "הלקוח כתב ביום שני, 6 באוקטובר 2025 בשעה 10:00:",
    "كتب العميل يوم الاثنين، 6 أكتوبر 2025 في 10:00:",
    "Khách hàng đã viết vào Thứ Hai, 6 tháng 10, 2025 lúc 10:00:",
    "Pelanggan menulis pada Senin, 6 Oktober 2025 pukul 10.00:",
    "Klientul a scris luni, 6 octombrie 2025 la 10:00:",
    "De klant schreef op maandag 6 oktober 2025 om 10:00:",
    "Az ügyfél ezt írta 2025. október 6-án, hétfőn 10:00-kor:",
    "Am Montag, 6. Oktober 2025 um 10:00 schrieb der Projektleiter Bob Miller <bob@us.example>:",
    "On Monday, 6 October 2025 at 10:00 the Buyer Bob Miller <bob@us.example> wrote:",
    "Le lundi 6 octobre 2025 à 10:00, le Client Bob Miller <bob@us.example> a écrit :",
    "我们的律师在2025年10月6日 10:00写道：",
    "弊社の弁護士が2025年10月6日 10:00に書きました：",
]
TEXTS = {
    "minutes": "Minutes of Monday, 6 Oct 2025, 10:00\n\nBob Miller <bob@us.example>:\n- forty seats\n\nEve:\n- thirty",
    "minutes by the hour": "10:00 Bob Miller <bob@us.example>:\nwe begin\n\n06.10.2025, 10:15, Eve Kunde:\nwe go on",
    "minutes with days": "06.10.2025 10:00 Bob Miller <bob@us.example> opened:\n- forty\n\n07.10.2025 Eve:\n- thirty",
    "Protokoll": "Am 06.10.2025, 10 Uhr\n\nFrau Kunde <eve@client.example>:\nwir nehmen vierzig\n\nHerr Miller:\nja",
    "a law": "The act of 6 October 2025 (§ 12) writes:\n\nNobody shall sell what they do not own.",
    "a contract": "In § 4 of the contract of 06.10.2025 Client Ltd wrote:\n\nThe seats are ours.",
    "Gesetz": "Im Gesetz vom 06.10.2025 geschrieben:\n\nDer Käufer trägt die Kosten.",
    "loi": "L'article 12 du 6 octobre 2025 a écrit :\n\nLe vendeur livre.",
    "who said what": "Bob wrote:\nforty\n\nEve wrote:\nthirty\n\nAnn wrote:\ntwenty",
    "wer was schrieb": "Bob schrieb:\nvierzig\n\nEve schrieb:\ndreißig",
    "qui a écrit": "Bob a écrit :\nquarante\n\nEve a écrit :\ntrente",
    "a label": "From: Hamburg, 06.10.2025 10:00\nTo: Oslo\nSubject: 200 boxes\n\nPlease print it.",
    "a template": "From: [your name]\nDate: [today]\nTo: sales@us.example\nSubject: Order\n\nDear all, we order",
    "a weak block": "From: Eve Kunde <eve@client.example>\nTo: Oslo\n\nis on the box, please print it.",
    "two keys": "Date: 06.10.2025\nFrom: Bob Miller <bob@us.example>\n\nshall stand in the form.",
    "von bis": "Von: Montag, 06.10.2025 10:00\nBis: Freitag, 10.10.2025\nAn: Bord\n\nsind wir auf See.",
    "Formular": "Von: Eve Kunde <eve@client.example>\nDatum: 06.10.2025\n\ngehört auf den Lieferschein.",
    "vers": "De: Paris, 06/10/2025 10:00\nÀ: Lyon\nObjet: billet\n\nmerci de réserver",
    "viaje": "De: Madrid\nFecha: 06/10/2025 10:00\nA: Lisboa\nAsunto: viaje\n\nreserve dos plazas",
    "viaggio": "Da: Roma\nData: 06/10/2025 10:00\nA: Milano\nOggetto: viaggio\n\nprenoti due posti",
    "reis": "Van: Utrecht\nDatum: 06-10-2025 10:00\nAan: Gent\nOnderwerp: reis\n\ngraag twee plaatsen",
    "reise": "Fra: Bergen\nDato: 06.10.2025 10:00\nTil: Oslo\nEmne: reise\n\nto plasser, takk",
    "podróż": "Od: Kraków\nData: 06.10.2025 10:00\nDo: Gdynia\nTemat: podróż\n\ndwa miejsca",
    "поездка": "От: Москва\nДата: 06.10.2025 10:00\nКому: Казань\nТема: поездка\n\nдва места",
    "yolculuk": "Kimden: Ankara\nTarih: 06.10.2025 10:00\nKime: İzmir\nKonu: yolculuk\n\niki kişi",
    "出張": "差出人: 東京\n日付: 2025年10月6日 10:00\n宛先: 大阪\n件名: 出張\n\n二席お願いします",
    "an order": "Order 4711\nDate: 06.10.2025 10:00\nFrom: Client Ltd\nTo: Us Ltd\nRe: seats\n\n1. forty seats",
    "a contact": "Name: Eve Kunde\nE-mail: eve@client.example\nTo: her desk\nDate: 06.10.2025\n\ncall her at 10:00",
    "a log": "2025-10-06 10:00:01 +0200 INFO bob@us.example:\nsent\n\n10:00:02 mail from <eve@client.example>:\nok",
    "a commit": "2025-10-06 10:00 Bob Miller pushed to main <bob@us.example>:\nfix it",
    "a chat": "06.10.2025, 10:00 - Bob Miller:\nhello\n\n06.10.2025, 10:01 - Eve Kunde:\nhi",
    "a list": "- Forwarded by DHL on Monday, 6 October:\nforty\n\n* Original message:\nlost\n\n- Original -\nx",
    "a forwarded thing": "Forwarded by our agent in Oslo on 6 October 2025:\n\nforty boxes",
    "a forwarded message": "Forwarded message from the port:\n\nwe open at ten",
    "Weitergeleitet": "Weitergeleitete Nachricht der Spedition:\n\nvierzig Kisten",
    "a mark alone": "Original message:\n\nforty boxes\n\nOriginal Message\nFrom: Hamburg\nTo: Oslo\n\nlost",
    "a pallet": "Von: Bob Miller <bob@us.example>\nAn: Lager\nBetreff: Palette 4\n\nbitte aufkleben.",
    "leave": "Von: 06.10.2025\nAn: 10.10.2025\nBetreff: Urlaub\n\nbin ich nicht da.",
    "bestelling": "Van: Bob\nAan: Eve\nDatum: 6-10-2025 10:00\nOnderwerp: bestelling\n\nveertig",
    "pedido": "De: Ann Client\nPara: Bob Miller\nFecha: 06/10/2025 10:00\nAsunto: pedido 7\n\ncuarenta",
    "who spoke": "---- What we wrote ----\n\nforty\n\n---- Minutes ----\nthirty",
}
TYPED = [*(f"{sentence}\n\nforty seats, not thirty." for sentence in SENTENCES), *TEXTS.values()]
# What programs write as well, word by word.
AS_PROGRAMS = [
    "On Monday, 6 October 2025, Bob Miller <bob@us.example> wrote:",
    "Bob Miller <bob@us.example> wrote on 6 October 2025 at 10:00:",
    "Bob Miller wrote on 06/10/2025 10:00:",
    "Bob Miller <bob@us.example> wrote:",
    "---- Bob Miller wrote ----",
    "06.10.2025, 10:00, Bob Miller <bob@us.example>:",
]
# And with all that they write: of another than the mail's writer.
AS_PROGRAMS_ONLY = [
    "On 6 October 2025 at 10:00, Bob Miller <bob@us.example> wrote:",
    "On 6 October 2025 at 10:00, Bob Miller wrote:",
    "On Monday, 6 October 2025 at 10:00, Bob Miller wrote:",
    "Bob Miller <bob@us.example> wrote on Monday, 6 October 2025 at 10:00:",
    '06.10.2025, 10:00, "Bob Miller" <bob@us.example>:',
    "Mon, 6 Oct 2025 10:00 Bob Miller <bob@us.example>:",
    "Am 06.10.2025 um 10:00 schrieb Bob Miller <bob@us.example>:",
    "Am 06.10.2025 um 10:00 schrieb Bob Miller:",
    "Bob Miller <bob@us.example> schrieb am Mo., 6. Okt. 2025, 10:00:",
    "Le 06/10/2025 à 10:00, Bob Miller a écrit :",
    "El 06/10/2025 a las 10:00, Bob Miller <bob@us.example> escribió:",
    "Il 06/10/2025 10:00, Bob Miller ha scritto:",
    "Op 06-10-2025 om 10:00 schreef Bob Miller:",
    "Den 06.10.2025 10:00, skrev Bob Miller:",
    "W dniu 06.10.2025 o 10:00, Bob Miller pisze:",
    "Dne 06. 10. 2025 v 10:00 Bob Miller napsal(a):",
    "06.10.2025 10:00, Bob Miller пишет:",
    "Bob Miller <bob@us.example>, 6 Eki 2025 Pzt, 10:00 tarihinde şunu yazdı:",
]
OF_A_STRANGER = [
    "On 6 October 2025 at 10:00, Zoe Else <zoe@else.example> wrote:",
    "On Monday, 6 October 2025 at 10:00, Zoe Else wrote:",
    "Zoe Else <zoe@else.example> wrote on 6 October 2025 at 10:00:",
    "Zoe Else <zoe@else.example> wrote:",
    "---- Zoe Else wrote ----",
    "Am 06.10.2025 um 10:00 schrieb Zoe Else:",
    "Am Montag, 6. Oktober 2025 um 10:00 schrieb Herr Else <zoe@else.example>:",
    "06.10.2025, 10:00, Zoe Else <zoe@else.example>:",
    "W dniu 06.10.2025 o 10:00, Zoe Else pisze:",
]
QUOTE = "On Tue, 7 October 2025 at 10:00, Bob Miller <bob@us.example> wrote:\n> Shall we?"


def own(text: str, about: About) -> str:
    return own_words(text, lambda: about)


@pytest.mark.parametrize("typed", TYPED)
def test_what_somebody_typed_stays_with_all_below_it(typed: str):
    for about in (NEWS, ANSWER):
        for above in ("", "Hi Bob,\n\n"):
            text = f"{above}{typed}\n\nAnn"

            assert own(text, about) == text
            assert own(f"{text}\n\n{QUOTE}", about) == text


@pytest.mark.parametrize("line", [*AS_PROGRAMS, *OF_A_STRANGER])
def test_a_line_as_programs_write_it_is_the_writers_own_where_nothing_was_answered(line: str):
    text = f"Hi Bob,\n\n{line}\n\nforty seats.\n\nAnn"

    assert own(text, NEWS) == text


@pytest.mark.parametrize("line", [*AS_PROGRAMS, *AS_PROGRAMS_ONLY])
def test_on_an_answer_it_is_the_head_of_what_one_of_the_mails_people_wrote(line: str):
    assert own(f"Yes.\n\n{line}\n\nforty seats?\n\nBob", ANSWER) == "Yes."


@pytest.mark.parametrize("line", AS_PROGRAMS_ONLY)
def test_where_nothing_was_answered_by_any_sign_all_that_programs_write_is_a_heading_of_another_in_the_mail(line: str):
    of_themselves = About("Minutes", is_answer=False, writers=BOB, others=ANN)
    text = f"Yes.\n\n{line}\n\nforty seats?\n\nBob"

    assert own(text, NEWS) == "Yes."
    assert "Monday" in line or "Mo." in line or own(text, of_themselves) == text


@pytest.mark.parametrize("line", OF_A_STRANGER)
def test_on_an_answer_it_is_the_writers_own_where_it_is_of_nobody_in_the_mail(line: str):
    text = f"Hi Bob,\n\n{line}\n\nforty seats.\n\nAnn"

    assert own(text, ANSWER) == text


def test_every_programs_heading_above_an_answered_ones_words_ends_the_text():
    headings = {**HEADINGS, **PROGRAMS}

    uncut = [name for name, heading in headings.items() if own(f"{OWN}\n\n{heading}\n\nShall we?\nAnn", TO_ANN) != OWN]

    assert uncut == []


@pytest.mark.parametrize("typed", TYPED)
def test_typed_words_in_html_stay(typed: str):
    lines = typed.replace("&", "&amp;").replace("<", "&lt;").splitlines()
    text = readable("".join(f"<p>{line}</p>" for line in lines) + "<p>Ann</p>", is_html=True)

    assert own(text, NEWS) == text
    assert own(text, ANSWER) == text


@given(st.lists(st.sampled_from(TYPED), min_size=1, max_size=4), st.sampled_from([NEWS, ANSWER]))
def test_typed_words_stay_however_they_follow_each_other(typed: list[str], about: About):
    text = readable("\n\n".join(typed), is_html=False)

    assert own(f"{text}\n\nAnn", about) == f"{text}\n\nAnn"
