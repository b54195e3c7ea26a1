"""What goes wrong with mail servers is told in the reader's language, whole, however it was put together."""

from __future__ import annotations

import re

import pytest

from daemon.language import trouble_told
from daemon.language.refusals.grounds import MAIL, RECORD
from daemon.language.refusals.on_pages import ON_PAGES, on_page
from daemon.language.refusals.raised import places
from daemon.language.refusals.sentences import Template
from daemon.language.refusals.troubles import CAUSE, CURE, SAID, TROUBLE, WHO, cause_told, texts
from daemon.language.speech import ENGLISH, Language, language_of

NB, DE = language_of("nb_NO"), language_of("de_DE")
# What is handed on as somebody else said it, and stands in the source there.
HANDED_ON = {
    ("connectors/errors.py", "reason"),
    ("connectors/errors.py", "remedy"),
    ("connectors/ews/reading/plain.py", "reason"),
    ("connectors/ews/reading/sync.py", "reason"),
    ("connectors/ews/wire/errors.py", "reason"),
    ("connectors/ews/wire/errors.py", "remedy"),
    ("connectors/graph/reading/calendars.py", "reason"),
    ("connectors/graph/reading/mail.py", "reason"),
    ("connectors/graph/wire/codes.py", "reason"),
    ("connectors/graph/wire/connection.py", "reason"),
    ("connectors/graph/wire/errors.py", "reason"),
    ("connectors/graph/wire/errors.py", "remedy"),
    ("connectors/graph/writing/todo.py", "reason"),
    ("connectors/logins.py", "reason"),
    ("connectors/logins.py", "remedy"),
    ("daemon/sync/kept.py", "reason"),
    ("daemon/sync/losses.py", "reason"),
    ("daemon/sync/pages.py", "reason"),
    ("daemon/sync/stored.py", "reason"),
}


def test_every_trouble_has_a_text_for_translators() -> None:
    opaque = {(one.path, one.part) for one in places(ground=MAIL) if one.part != "subject" and one.is_opaque}

    assert opaque <= HANDED_ON


@pytest.mark.parametrize("language", [NB, DE], ids=["nb", "de"])
def test_each_is_told_in_the_language_with_what_it_names(language: Language) -> None:
    left, told_of = [], sorted(set(texts()))
    for context, text in told_of:
        template = Template.of(text)
        values = {name: f"X{place}" for place, name in enumerate(template.names)}
        said = template.said_with(values)
        match context:
            case "trouble":
                told = trouble_told(language, f"bob@us.example: {said}")
            case "who":
                told = trouble_told(language, f"{said}: the mailbox is full")
            case "cure":
                told = trouble_told(language, f"the mailbox is full; {said}")
            case _:
                told = cause_told(language, said)
        if said in told or not all(value in told for value in values.values()):
            left.append((said, told))

    assert {context for context, _ in told_of} == {WHO, TROUBLE, CURE, CAUSE}
    assert left == []


@pytest.mark.parametrize(
    ("english", "nb", "de"),
    [
        (
            "bob@us.example: the mailbox is full (ErrorQuotaExceeded); make room in it or raise its quota",
            "bob@us.example: postboksen er full (ErrorQuotaExceeded); frigjør plass i den, eller hev kvoten",
            "bob@us.example: das Postfach ist voll (ErrorQuotaExceeded); schaffen Sie Platz darin, oder erhöhen Sie "
            "sein Kontingent",
        ),
        (
            "application 1-2: the authority gives no token: the secret has expired (invalid_client, AADSTS7000222); "
            "make a new secret, or better a certificate, and configure it",
            "applikasjonen 1-2: utstederen gir ikke noe token: hemmeligheten er utløpt (invalid_client, "
            "AADSTS7000222); lag en ny hemmelighet, eller helst et sertifikat, og sett det opp",
            "Anwendung 1-2: die Anmeldestelle gibt keinen Token aus: das Geheimnis ist abgelaufen (invalid_client, "
            "AADSTS7000222); erstellen Sie ein neues Geheimnis, besser ein Zertifikat, und konfigurieren Sie es",
        ),
        (
            "https://mail.us.example/EWS/Exchange.asmx: no connection: Connection refused; correct endpoint",
            "https://mail.us.example/EWS/Exchange.asmx: ingen forbindelse: forbindelsen ble avvist; rett endpoint",
            "https://mail.us.example/EWS/Exchange.asmx: keine Verbindung: die Verbindung wurde abgelehnt; "
            "berichtigen Sie endpoint",
        ),
        (
            "it cannot be stored: title: must not be empty",
            "det kan ikke lagres: tittel: må fylles ut",
            "es lässt sich nicht speichern: Titel: darf nicht leer sein",
        ),
        (
            "the server does not tell its sender, recipients and date any more; what is stored of it stays",
            "serveren forteller ikke lenger dette om det: avsender, mottakere og dato; det som er lagret, blir stående",
            "der Server nennt dies davon nicht mehr: Absender, Empfänger und Datum; was davon gespeichert ist, bleibt",
        ),
        ("nobody ever said so; do this", "nobody ever said so; do this", "nobody ever said so; do this"),
    ],
)
def test_what_is_put_together_is_told_in_its_parts(english: str, nb: str, de: str) -> None:
    assert (trouble_told(NB, english), trouble_told(DE, english), trouble_told(ENGLISH, english)) == (nb, de, english)


# --- words of the pages -----------------------------------------------------------------------------------------------


def test_nothing_that_a_page_tells_names_a_command_or_its_options() -> None:
    said = {on_page(text) for place in places() for text in place.texts} | {text for _, text in texts()}
    shell = re.compile(r"(?<!\w)--[a-z]|\bdealtrail [a-z]+ |systemctl")

    assert {one for one in said if shell.search(one)} <= AT_THE_DATABASE


# Whoever reads these has a shell: no page is drawn where the database is none.
AT_THE_DATABASE = {
    "give dealtrail a database of its own",
    "holds tables of another program (%(tables)s)",
    "it holds no dealtrail tables",
    "restore a backup; where it was never filled, run: dealtrail init",
    "made by a newer version of dealtrail (schema %(revision)s, this program knows up to %(head)s)",
    "make the database (createdb), then run: dealtrail init",
    "run: dealtrail init",
    "stop the service first: systemctl stop dealtrail",
}


@pytest.mark.parametrize("text", ON_PAGES)
def test_what_speaks_of_a_command_is_said_in_words_of_the_pages(text: str) -> None:
    template = Template.of(text)
    said = template.said_with(dict.fromkeys(template.names, "X"))

    told = on_page(f"stage: there is none; {said}")

    assert told.startswith("stage: there is none; ")
    assert "--" not in told
    assert "dealtrail " not in told


def test_every_text_of_the_pages_stands_for_one_that_is_raised() -> None:
    raised = {text for ground in (RECORD, MAIL) for place in places(ground=ground) for text in place.texts}
    raised |= {text for said in SAID.values() for text in said}

    assert [one for one in ON_PAGES if not any(on_page(text) != text and matches(one, text) for text in raised)] == []


def matches(command: str, text: str) -> bool:
    return Template.of(command).values_in(text, ()) is not None
