"""Which mail nobody wrote: families of programs, each with the person's mail that comes nearest to it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mailbox import HEADERS, Person
from daemon.link.automatic import automatic_sign
from daemon.link.phrases.reports import BOUNCE_STARTS, BOUNCE_TEXTS
from daemon.link.phrases.responders import REPLY_STARTS
from tests.unit.daemon.items import an_email

ANN = Person("ann@client.example", "Ann Client")
DAEMON = Person("MAILER-DAEMON@client.example", "Mail Delivery System")
POSTMASTER = Person("postmaster@client.example")
SYSTEM = Person("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example", "Microsoft Outlook")
ADDRESS = "<zoe@client.example>"

# Each family as its program sends it, without the multipart/report and the headers that others tell better.
BOUNCES: dict[str, dict[str, Any]] = {
    "qmail": {
        "sender": DAEMON,
        "subject": "failure notice",
        "body": "Hi. This is the qmail-send program at x.",
    },
    "exim": {"sender": Person("Mailer-Daemon@mx.client.example"), "subject": "Mail delivery failed: returning message"},
    "exim, a delay": {"sender": Person("Mailer-Daemon@x.example"), "subject": "Warning: message 1rXy delayed 24 hours"},
    "postfix": {"sender": DAEMON, "subject": "Undelivered Mail Returned to Sender"},
    "postfix, renamed": {"sender": POSTMASTER, "subject": "Undelivered Mail Returned to Sender"},
    "sendmail": {"sender": Person("MAILER-DAEMON@x.example"), "subject": "Returned mail: see transcript for details"},
    "courier": {"sender": POSTMASTER, "subject": "NOTICE: mail", "body": "This is the Courier mail server on mx."},
    "opensmtpd": {"sender": Person("mailer-daemon@x.example"), "subject": "Delivery status notification: error"},
    "gmail": {"sender": Person("mailer-daemon@googlemail.com"), "subject": "Delivery Status Notification (Failure)"},
    "yahoo": {"sender": Person("MAILER-DAEMON@yahoo.com"), "subject": "Failure Notice"},
    "zoho": {"sender": Person("mailer-daemon@mail.zoho.com", "mailer-daemon"), "subject": "Undelivered Mail"},
    "exchange 2003": {
        "sender": Person("admin@client.example", "System Administrator"),
        "subject": "Undeliverable: 200 seats",
        "body": "Your message\n\n  To: Zoe\n  Subject: 200 seats\n\ndid not reach the following recipient(s):",
    },
    "exchange": {"sender": SYSTEM, "subject": "Undeliverable: 200 seats"},
    "exchange, German": {"sender": POSTMASTER, "subject": "Unzustellbar: 200 Plätze"},
    "exchange, French": {"sender": POSTMASTER, "subject": "Non remis : 200 places"},
    "domino": {
        "sender": Person("postmaster@notes.client.example"),
        "subject": "DELIVERY FAILURE: User zoe not listed in Domino Directory",
        "body": "Your message\n\n  Subject: 200 seats\n\nwas not delivered to:",
    },
    "notes": {"sender": POSTMASTER, "subject": "Undeliverable message", "body": "------- Failure Reasons  --------"},
    "mailmarshal": {
        "sender": POSTMASTER,
        "subject": 'Undeliverable Mail: "200 seats"',
        "body": "Your message:\n   From:    bob@us.example\n\nCould not be delivered because of",
    },
    "symantec": {
        "sender": Person("Symantec_AntiVirus_for_SMTP_Gateways@client.example"),
        "subject": "Delivery failure notification",
    },
    "a postmaster with an address in its name": {
        "sender": Person("Postmaster\\@client.example@relay.example"),
        "subject": "Mail delivery warning",
    },
    "barracuda": {"sender": DAEMON, "subject": "**Message you sent blocked by our bulk email filter**"},
    "amazon ses": {
        "sender": Person("MAILER-DAEMON@amazonses.com"),
        "subject": "Delivery Status Notification (Failure)",
    },
    "mimecast": {"sender": POSTMASTER, "subject": "[Postmaster] Email Delivery Failure"},
    "gmx": {"sender": Person("mailer-daemon@gmx.de"), "subject": "Mail delivery failed"},
    "web.de": {
        "sender": Person("mailer-daemon@web.de"),
        "subject": "Mail delivery failed: returning message to sender",
    },
    "1&1": {"sender": Person("mailer@1und1.example", "Mail Delivery System"), "subject": "Mail delivery failed"},
    "icloud": {"sender": POSTMASTER, "subject": "Delivery Notification: Delivery has failed"},
    "kddi": {
        "sender": Person("no-reply@mx.dion.example"),
        "subject": "Mail",
        "body": "Your mail sent on: Thu, 29 Apr 2010 11:04:47 +0900\n    Could not be delivered to: " + ADDRESS,
    },
    "au": {"sender": Person("Postmaster@au.example"), "subject": "Mail System Error - Returned Mail"},
    "docomo": {"sender": Person("mailer-daemon@docomo.example"), "subject": "Undelivered Mail Returned to Sender"},
    "kddi in Japanese": {
        "sender": Person("no-reply@mx.dion.example"),
        "subject": "お知らせ",
        "body": "送信先のメールボックスが一杯のため、送信できませんでした。",
    },
    "verizon, as an answer": {
        "sender": Person("post_master@vtext.example"),
        "subject": "Re:200 seats",
        "body": "Error: Invalid user address\n\nMAIL FROM: bob@us.example\nRCPT TO: 1@vtext.example",
    },
    "fml": {
        "sender": Person("news-admin@list.example"),
        "subject": "Loop Alert: Duplicated Message-ID",
        "headers": {"x-mlserver": "fml [fml 4.0.3 release]"},
    },
    "a name that is an address": {
        "sender": Person("mailerror@client.example", "Mailer-Daemon@client.example"),
        "subject": "Client: Mail Delivery Error",
    },
    "asking whether somebody is one": {
        "sender": Person("noreply@lists.example"),
        "subject": "Re: 200 seats",
        "body": "Hello Bob,\n\nI received your message.\nThis is a one-time automated message to confirm it.",
    },
    "amazon sns": {
        "sender": Person("no-reply@sns.example"),
        "subject": "AWS Notification Message",
        "body": '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent"}}',
    },
    "a complaint": {"subject": "complaint about message from 192.0.2.222", "body": ""},
    "a name without an address": {"sender": Person("", "MAILER-DAEMON"), "subject": "Mail"},
    "an old exchange": {
        "sender": Person("postmaster@x.example", "System Administrator"),
        "subject": "E",
        "body": "Your message\n\n  To: zoe@client.example\n\ndid not reach the following recipient(s):\n\nzoe",
    },
    "verizon": {"sender": Person("post_master@vtext.example"), "subject": "Undeliverable Message"},
    "interscan": {"sender": Person("scan@x.example", "InterScan MSS"), "subject": "メッセージを配信できません。"},
    "m-filter": {"sender": POSTMASTER, "subject": "failure notice", "body": "このメールは自動的に生成されています。"},
    "imail": {
        "sender": Person("postmaster@x.example"),
        "subject": "Undeliverable Mail ",
        "body": "Unknown user: zoe@x",
    },
    "james": {"sender": Person("postmaster@localhost"), "subject": "[BOUNCE] 200 seats"},
    "mail.ru": {"sender": Person("mailer-daemon@corp.mail.ru"), "subject": "Mail failure."},
    "yandex": {"sender": Person("mailer-daemon@yandex.ru"), "subject": "Недоставленное сообщение"},
    "in fields": {
        "sender": POSTMASTER,
        "subject": "Mail",
        "body": "Ask your office.\n\nFinal-Recipient: rfc822; zoe@client.example\nAction: failed",
    },
    "an office's": {
        "sender": Person("sysadmin@pix.example"),
        "subject": "Undeliverable Message",
        "body": "Error: No valid recipients\nRCPT TO:<1@pix.example>",
    },
    "mdaemon": {"sender": Person("MDaemon@mail.client.example"), "subject": "Warning: zoe@x - User unknown!"},
    "jetmail": {"sender": Person("", "Mail System"), "subject": "Mail Error", "body": "Your mail cannot be delivered"},
    "an old virus wall": {
        "sender": Person("gw@client.example"),
        "subject": "Mail could not be delivered",
        "body": "****** Message from InterScan VirusWall ******",
    },
    "an admin's": {
        "sender": Person("admin@client.example"),
        "subject": "Non-Delivery: 200 seats",
        "body": "--- Non-Delivery Report ---\nNobody has this address.",
    },
    "lsmtp": {"sender": POSTMASTER, "subject": "Undelivered mail", "body": "An error was detected."},
    "without a sender": {"sender": None, "subject": "Inconnu", "body": "A message could not be delivered to:\nzoe@x"},
    "as an answer, with a name in brackets": {
        "sender": Person("relay@client.example"),
        "subject": "RE: 200 seats : non remis (delivery failed)",
        "body": "*****\nVotre message n'a pas pu etre remis a\nzoe@client.example\n*****",
    },
    "as an answer, at its end": {
        "sender": Person("relay@client.example"),
        "subject": "RE: 200 seats: undeliverable mail",
        "body": "Your message could not be delivered to\nzoe@client.example",
    },
    "from nobody": {"sender": None, "subject": "failure notice"},
    "in HTML": {
        "sender": POSTMASTER,
        "subject": "Mail",
        "body": "<html><head><style>p {}</style></head><body lang=en>\n<b>Delivery has failed to these</b>",
        "body_is_html": True,
    },
}
NEAR_BOUNCES: dict[str, dict[str, Any]] = {
    "the postmaster writes": {
        "sender": POSTMASTER,
        "subject": "Our filter",
        "body": "Hi Bob\n\nyour mail got 550 5.7.1.",
    },
    "the postmaster answers": {
        "sender": POSTMASTER,
        "subject": "RE: Undeliverable: 200 seats",
        "body": "Hi Bob,\nmended.",
    },
    "a contact forwards a bounce": {
        "subject": "FW: Undeliverable: 200 seats",
        "body": "What is this?\n\nYour message did not reach some of its recipients:\nFinal-Recipient: rfc822; zoe@x",
    },
    "a contact forwards one unmarked": {
        "subject": "Undelivered Mail Returned to Sender",
        "body": "What is this?\nThis is the mail system at host mx.\n<zoe@x>: 550 5.1.1",
    },
    "goods were late": {"subject": "Delivery delayed", "body": "Dear Bob,\nthe seats come on Friday."},
    "goods were not accepted": {"subject": "Rejected: 200 seats", "body": "The seats are blue."},
    "goods came": {"subject": "Delivery report", "body": "We took in 200 seats."},
    "an admin writes of goods": {
        "sender": Person("admin@client.example"),
        "subject": "Delivery failed",
        "body": "Again!",
    },
    "an office writes": {"sender": Person("info@client.example"), "subject": "200 seats", "body": "Error: none"},
    "an automatic name": {"sender": Person("daemon.hall@client.example", "Daemon Hall")},
    "a mail administrator": {"sender": Person("ann@client.example", "Mail Administrator"), "body": "Good morning"},
    "a list's member": {"headers": {"x-mlserver": "fml [fml 4.0.3 release]"}, "subject": "200 seats"},
    "a complaint of a person": {"subject": "Complaint about message from your office"},
    "a reader": {"subject": "Read: the tender", "body": "Please do, before Friday."},
    "an answer about a bounce": {
        "subject": "RE: 200 seats: delivery failed",
        "body": "Your message did not reach Zoe, please use\nher other address: zoe@client.example",
    },
    "an answer in brackets": {"subject": "Re: 200 seats (delivery failed)", "body": "Your message came late."},
    "a filter's tag": {"subject": "[EXTERNAL] 200 seats"},
}
REPLIES: dict[str, dict[str, Any]] = {
    "exchange": {"subject": "Automatic reply: 200 seats", "headers": {"x-auto-response-suppress": "All"}},
    "exchange without headers": {"subject": "Automatische Antwort: 200 Plätze", "in_reply_to": "<m0@us.example>"},
    "exchange by class": {"item_class": "IPM.Note.Rules.OofTemplate.Microsoft"},
    "exchange outwards by class": {"item_class": "ipm.note.rules.externaloofTemplate.microsoft"},
    "exchange's rule": {"item_class": "IPM.Note.Rules.ReplyTemplate.Microsoft"},
    "icloud": {"headers": {"x-apple-action": "VACATION"}},
    "gmail": {"headers": {"precedence": "bulk", "x-autoreply": "yes"}},
    "notes": {"subject": "AUTO: Ann Client is out of the office (returning 10/12/2025)"},
    "notes, German": {"subject": "AUTO: Ann Client ist außer Haus (Rückkehr am 12.10.2025)"},
    "old notes": {"subject": "Ann Client is out of the office.", "body": "I will be out of the office from Monday."},
    "zimbra": {"headers": {"auto-submitted": "auto-replied (zimbra; vacation)"}},
    "cpanel": {"headers": {"x-autorespond": "200 seats"}},
    "horde": {"headers": {"precedence": "junk"}},
    "vacation(1)": {"headers": {"auto-submitted": "auto-replied", "precedence": "bulk"}},
    "procmail": {"headers": {"x-loop": "ann@client.example"}},
    "a loop of its name": {"headers": {"x-loop": "autoresponder@client.example"}},
    "freescout": {"headers": {"x-autoresponder": "Will not send another autoreply for 86400 seconds"}},
    "underscored": {"headers": {"precedence": "auto_reply"}},
    "x-auto-reply": {"headers": {"x-auto-reply": "yes"}},
    "from another": {"headers": {"x-autoreply-from": "ann@client.example"}},
    "x-mail-autoreply": {"headers": {"x-mail-autoreply": "on"}},
    "x-autogenerated": {"headers": {"x-autogenerated": "Reply"}},
    "groupwise": {"headers": {"x-post-messageclass": "9; Autoresponder"}},
    "firstclass": {"headers": {"x-fc-machinegenerated": "true"}},
    "cron": {"headers": {"x-cron-env": "<SHELL=/bin/sh>"}},
    "it passed one": {"headers": {"delivered-to": "Autoresponder"}},
    "a comment first": {"headers": {"auto-submitted": "(vacation (of two weeks)) auto-replied; owner=x"}},
    "generated": {"headers": {"auto-submitted": "Auto-Generated"}},
    "one of two": {"headers": {"auto-submitted": "no, auto-replied"}},
    "an empty return path, delivered": {"headers": {"return-path": "<>", "delivered-to": "bob@us.example"}},
    "an empty return path, wanting no answer": {"headers": {"return-path": "<>", "x-auto-response-suppress": "All"}},
    "an empty return path, away": {"headers": {"return-path": "<>"}, "body": "I am out of the office today."},
    "an empty return path, by its subject": {"headers": {"return-path": "< >"}, "subject": "Automatic reply: 200"},
    "an empty return path of an office": {"headers": {"return-path": "<>"}, "sender": Person("info@client.example")},
    "an empty return path, away in German": {
        "headers": {"return-path": "<>"},
        "body": "Guten Tag,\n\nvielen Dank. Ich bin bis 12.10. nicht im Büro.",
    },
    "an empty return path, away in Japanese": {"headers": {"return-path": "<>"}, "body": "只今不在にしております。"},
    "suppressing all, away, as an answer": {
        "headers": {"x-auto-response-suppress": "All"},
        "in_reply_to": "<m0@us.example>",
        "body": "Bonjour,\n\nje suis en congé jusqu'au 12.",
    },
    "outlook's subject and words": {"subject": "Automatic reply: 200", "body": "Hello,\nI am out of the office."},
    "outlook's in Spanish": {"subject": "Respuesta automática: 200", "body": "Estoy de vacaciones."},
    "outlook's in Polish": {"subject": "Odpowiedź automatyczna: 200", "body": "Jestem na urlopie do 12.10."},
    "in brackets": {"subject": "[Automatyczna odpowiedź] 200 seats", "in_reply_to": "<m0@us.example>"},
    "in brackets, by its words": {"subject": "[Auto-Reply] 200 seats", "body": "I'm away until Monday."},
    "qmail's own return path": {"headers": {"return-path": "<#@[]>"}},
}
NEAR_REPLIES: dict[str, dict[str, Any]] = {
    "suppressing others": {"headers": {"x-auto-response-suppress": "DR, OOF, AutoReply"}},
    "no": {"headers": {"auto-submitted": "no"}},
    "no, with a comment": {"headers": {"auto-submitted": "No (a person wrote this)"}},
    "no, after a comment": {"headers": {"auto-submitted": "(by hand (really)) no"}},
    "nothing but a comment": {"headers": {"auto-submitted": "(auto-replied)"}},
    "empty": {"headers": {"auto-submitted": "", "precedence": "", "x-autoreply": "", "return-path": ""}},
    "a copy that was never delivered": {"headers": {"return-path": "<>"}, "in_reply_to": "<m0@us.example>"},
    "first class": {"headers": {"precedence": "first-class"}},
    "switched off": {"headers": {"x-autoreply": "no", "x-fc-machinegenerated": "false"}},
    "passed on": {"headers": {"x-loop": "old-address@home.example"}},
    "another action": {"headers": {"x-apple-action": "FORWARD"}},
    "another class": {"headers": {"x-post-messageclass": "0; Normal"}},
    "a way back": {"headers": {"return-path": "<ann@client.example>"}},
    "a mail of parts": {"headers": {"content-type": 'multipart/mixed; boundary="multipart/report"'}},
    "about responders": {"subject": "Automatic reply: how do we switch it off?"},
    "an answer to one": {"subject": "RE: Automatic reply: 200 seats", "in_reply_to": "<m0@us.example>"},
    "about absence": {"subject": "I am out of the office tomorrow", "body": "Dear Bob,\nlet us talk on Friday."},
    "about absence, as people begin subjects": {
        "subject": "Out of office: next week",
        "body": "Dear Bob,\nI am out of the office next week, so let us talk before.",
    },
    "a copy, back again": {"headers": {"return-path": "<>"}, "body": "Dear Bob,\nI was on vacation. 200, please."},
    "a copy about somebody who is away": {"headers": {"return-path": "<>"}, "body": "Our porter is on vacation."},
    "about absence in German": {"subject": "Abwesend: 3. bis 9. August", "body": "Ich bin dann im Urlaub."},
    "away, and answering": {"in_reply_to": "<m0@us.example>", "body": "I am on vacation, but yes: 200."},
    "away, suppressing some answers": {
        "headers": {"x-auto-response-suppress": "DR, OOF, AutoReply"},
        "in_reply_to": "<m0@us.example>",
        "body": "I am on vacation, but yes: 200.",
    },
    "suppressing all, and not away": {
        "headers": {"x-auto-response-suppress": "All"},
        "in_reply_to": "<m0@us.example>",
        "body": "Dear Bob,\nyes: 200.\nOur porter is on vacation, by the way.",
    },
    "a list's tag": {"subject": "[auto] reply: 200", "body": "I am away from Monday on."},
    "a car": {"subject": "Auto: Angebot (2019)"},
    "a signed mail": {"item_class": "IPM.Note.SMIME.MultipartSigned"},
}


@pytest.mark.parametrize("mail", BOUNCES.values(), ids=BOUNCES)
def test_a_servers_report_is_automatic(mail: dict[str, Any]):
    assert automatic_sign(an_email(**mail))


@pytest.mark.parametrize("mail", REPLIES.values(), ids=REPLIES)
def test_a_responders_answer_is_automatic(mail: dict[str, Any]):
    assert automatic_sign(an_email(**{"sender": ANN, "subject": "Re: 200 seats", "body": "I am away."} | mail))


@pytest.mark.parametrize("mail", [*NEAR_BOUNCES.values(), *NEAR_REPLIES.values()], ids=[*NEAR_BOUNCES, *NEAR_REPLIES])
def test_what_comes_near_to_one_is_a_persons(mail: dict[str, Any]):
    assert automatic_sign(an_email(**{"sender": ANN, "subject": "Re: 200 seats", "body": "Dear Bob"} | mail)) == ""


def test_what_its_user_sent_is_no_servers_report_where_its_server_keeps_no_sender():
    mail = an_email(sender=None, subject="Failure notice 67", body="The pump failed.")

    assert automatic_sign(mail)
    assert not automatic_sign(mail, is_sent=True)


@pytest.mark.parametrize("around", ["{}", "'{}'", "mailto:{}", "{}.", "\u200b{}", "\u201c{}\u201d", "<{}>"], ids=ascii)
def test_a_server_is_known_by_its_address_whatever_is_around_it(around: str):
    bounce = an_email(sender=Person(around.format("Mailer-Daemon@client.example"), "Somebody"), body="Dear Bob")
    report = an_email(sender=Person(around.format("Postmaster@client.example")), subject="failure notice")

    assert automatic_sign(bounce)
    assert automatic_sign(report)


@pytest.mark.parametrize(
    "item_class",
    [
        *("REPORT.IPM.Note.NDR", "REPORT.IPM.NOTE.DR", "Report.IPM.Note.IPNRN", "report.ipm.note.ipnnrn"),
        *("REPORT.IPM.Schedule.Meeting.Request.NDR", "IPM.Recall.Report", "IPM.Recall.Report.Success"),
        *("IPM.Outlook.Recall", "ipm.outlook.recall", "IPM.Note.StorageQuotaWarning.Warning"),
    ],
)
def test_notices_and_recalls_are_known_by_their_class(item_class: str):
    assert automatic_sign(an_email(item_class=item_class))


@pytest.mark.parametrize("kind", ["delivery-status", "disposition-notification", "feedback-report"])
def test_a_report_is_known_by_its_content_type(kind: str):
    assert automatic_sign(an_email(headers={"content-type": f'Multipart/Report; report-type={kind}; boundary="a"'}))


@pytest.mark.parametrize("start", BOUNCE_STARTS)
def test_a_bounce_in_any_language_is_told_by_two_marks(start: str):
    subject = f"{start.upper() if start.upper().casefold() == start else start} 200 seats"

    by_sender = automatic_sign(an_email(sender=POSTMASTER, subject=subject))
    by_text = automatic_sign(an_email(sender=ANN, subject=subject, body=f"\n  {BOUNCE_TEXTS[0]} x"))
    by_nothing_else = automatic_sign(an_email(sender=ANN, subject=subject, body="Dear Bob"))
    answered = automatic_sign(an_email(sender=POSTMASTER, subject=f"Re: {subject}", body="Dear Bob"))

    assert (bool(by_sender), bool(by_text), by_nothing_else, answered) == (True, True, "", "")


@pytest.mark.parametrize("start", REPLY_STARTS)
def test_an_out_of_office_in_any_language_is_told_by_two_marks(start: str):
    subject = f"{start} 200 seats"

    suppressing = automatic_sign(an_email(sender=ANN, subject=subject, headers={"x-auto-response-suppress": "All"}))
    by_nothing_else = automatic_sign(an_email(sender=ANN, subject=subject))
    answered = automatic_sign(an_email(sender=ANN, subject=f"AW: {subject}", in_reply_to="<m0@us.example>"))

    assert (bool(suppressing), by_nothing_else, answered) == (True, "", "")


@given(st.dictionaries(st.sampled_from([name.lower() for name in HEADERS]), st.text()), st.text(), st.text(), st.text())
def test_whatever_mail_holds_a_sign_is_a_short_line(headers: dict[str, str], subject: str, body: str, address: str):
    sign = automatic_sign(an_email(headers=headers, subject=subject, body=body, sender=Person(address)))

    assert len(sign) < 200
    assert len(sign.splitlines()) <= 1


@pytest.mark.parametrize("unit", ["(", ")", "()", "<", "[a] ", "**a** ", "auto: (1", "\n", "postmaster", "<<< 5", "=?"])
def test_megabytes_are_looked_at_no_further_than_they_count(unit: str):
    much = unit * (1_000_000 // len(unit))

    headers = dict.fromkeys((name.lower() for name in HEADERS), much)
    sender = Person("postmaster" + much, much)

    assert automatic_sign(an_email(headers=headers, subject=much, body=much, sender=sender)) is not None
