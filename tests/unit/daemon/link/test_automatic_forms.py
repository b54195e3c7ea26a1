"""A second look at automatic mail, program by program: what each is documented or seen to send, beside the first table.

The marks are real; people, firms and texts are ours. What people write that resembles it is theirs.
"""

# ruff: noqa: RUF001 - they are other alphabets

from __future__ import annotations

from typing import Any

import pytest

from connectors.mailbox import Person
from daemon.link.automatic import automatic_sign, is_of_a_list, is_of_a_round, list_domain
from tests.unit.daemon.items import an_email

ANN = Person("ann@client.example", "Ann Client")
MTA = Person("MAILER-DAEMON@mx.client.example", "Mail Delivery System")
POSTMASTER = Person("postmaster@client.example")
ANSWER = "<m0@us.example>"
OURS = "200 seats"

Mail = dict[str, Any]

# Told by sender, subject and text, whatever the server keeps of headers.
REPORTS: dict[str, Mail] = {
    "postfix, put off": {"sender": MTA, "subject": "Delayed Mail (still being retried)"},
    "postfix, delivered": {"sender": MTA, "subject": "Successful Mail Delivery Report"},
    "postfix, from an office": {
        "sender": Person("root@mx.client.example", "root"),
        "subject": "Undelivered Mail Returned to Sender",
        "body": "This is the mail system at host mx.client.example.\n\nI'm sorry to have to inform you",
    },
    "exim, put off": {"sender": MTA, "subject": "Warning: message 1rXyZ2-0003 delayed 24 hours"},
    "exim, a wrong address": {"sender": MTA, "subject": "Mail failure - malformed recipient address"},
    "exim, renamed": {
        "sender": Person("noreply@mx.client.example"),
        "subject": "Mail delivery failed: returning message to sender",
        "body": "This message was created automatically by mail delivery software.",
    },
    "sendmail, put off": {"sender": MTA, "subject": "Warning: could not send message for past 4 hours"},
    "sendmail, a receipt": {
        "sender": MTA,
        "subject": "Return receipt",
        "body": "The original message was received at Mon, 9 Mar 2026",
    },
    "qmail, by its text": {
        "sender": Person("", "Mail Delivery"),
        "subject": "failure notice",
        "body": "Hi. This is the qmail-send program at mx.client.example.\nI'm afraid I wasn't able to deliver",
    },
    "exchange 2010": {
        "sender": POSTMASTER,
        "subject": f"Undeliverable: {OURS}",
        "body": "Delivery has failed to these recipients or groups:\n\nzoe@client.example",
    },
    "exchange 2013, put off": {
        "sender": POSTMASTER,
        "subject": f"Delivery delayed:{OURS}",
        "body": "Delivery is delayed to these recipients or groups:",
    },
    "exchange 2016, passed on": {
        "sender": POSTMASTER,
        "subject": f"Relayed: {OURS}",
        "body": "Delivery to these recipients or groups is complete, but no delivery notification was sent",
    },
    "exchange, expanded": {"sender": POSTMASTER, "subject": f"Expanded: {OURS}", "body": "The following group"},
    "exchange 2019": {
        "sender": Person("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example", "Microsoft Outlook"),
        "subject": f"Nicht zustellbar: {OURS}",
        "body": "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:",
    },
    "exchange online": {
        "sender": Person("postmaster@client.onmicrosoft.example", "Microsoft Outlook"),
        "subject": f"Undeliverable: {OURS}",
        "body": "Your message to zoe@client.example couldn't be delivered.",
    },
    "exchange online, Spanish": {
        "sender": POSTMASTER,
        "subject": f"No se puede entregar: {OURS}",
        "body": "No se pudo entregar el mensaje a zoe@client.example.",
    },
    "exchange online, Dutch": {
        "sender": POSTMASTER,
        "subject": f"Onbestelbaar: {OURS}",
        "body": "Uw bericht kan niet worden bezorgd bij zoe@client.example.",
    },
    "exchange online, Swedish": {
        "sender": POSTMASTER,
        "subject": f"Det går inte att leverera: {OURS}",
        "body": "Meddelandet till zoe@client.example kunde inte levereras.",
    },
    "exchange online, Polish": {
        "sender": POSTMASTER,
        "subject": f"Niedostarczalne: {OURS}",
        "body": "Nie można dostarczyć wiadomości",
    },
    "exchange online, its full mailbox": {
        "sender": Person("MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@us.example", "Microsoft Outlook"),
        "subject": "Your mailbox is almost full",
    },
    "domino": {
        "sender": Person("Postmaster@notes.client.example"),
        "subject": "DELIVERY FAILURE: Error transferring to MX; Maximum hop count exceeded",
        "body": f"Your message\n\n  Subject: {OURS}\n\nwas not delivered to:\n\n  zoe@client.example",
    },
    "domino, German": {
        "sender": Person("Postmaster@notes.client.example"),
        "subject": "Zustellfehler: User zoe nicht im Domino-Verzeichnis",
        "body": "Ihr Dokument:\n  200 Plätze\nwurde nicht zugestellt an:",
    },
    "groupwise": {
        "sender": Person("Mailer-Daemon@gw.client.example"),
        "subject": "Message status - undeliverable",
        "body": "The attached file had the following undeliverable recipient(s):",
    },
    "groupwise, an office": {
        "sender": Person("postoffice@gw.client.example", "System Administrator"),
        "subject": "Message status - undeliverable",
    },
    "gmail": {
        "sender": Person("mailer-daemon@googlemail.com", "Mail Delivery Subsystem"),
        "subject": "Delivery Status Notification (Delay)",
        "body": "** Delivery incomplete **",
    },
    "gmail, Spanish": {
        "sender": Person("mailer-daemon@googlemail.com", "Mail Delivery Subsystem"),
        "subject": "Notificación de estado de entrega (error)",
    },
    "yahoo": {
        "sender": Person("MAILER-DAEMON@yahoo.com"),
        "subject": "Failure Notice",
        "body": "Sorry, we were unable to deliver your message to the following address.",
    },
    "icloud": {
        "sender": Person("MAILER-DAEMON@icloud.com"),
        "subject": "Undelivered Mail Returned to Sender",
    },
    "icloud, older": {
        "sender": Person("postmaster@mac.com", "Internet Mail Delivery"),
        "subject": "Delivery Notification: Delivery has failed",
        "body": "This report relates to a message you sent with the following header fields:",
    },
    "imail": {
        "sender": Person("postmaster@mail.client.example", "Postmaster"),
        "subject": "Undeliverable Mail",
        "body": "User mailbox exceeds allowed size: zoe@client.example\n\nOriginal message follows.",
    },
    "mdaemon": {
        "sender": Person("MDaemon@mail.client.example"),
        "subject": "Permanent Delivery Failure",
        "body": "The attached message had PERMANENT fatal delivery errors!",
    },
    "mdaemon, a transcript": {
        "sender": Person("noreply@mail.client.example"),
        "subject": "Delivery Problem: message",
        "body": "The following data may contain sections which represent BASE64 encoded file attachments.",
    },
    "zimbra": {
        "sender": Person("MAILER-DAEMON@zimbra.client.example"),
        "subject": "Undelivered Mail Returned to Sender",
    },
    "communigate": {
        "sender": Person("MAILER-DAEMON@cgp.client.example"),
        "subject": f"Undeliverable mail: {OURS}",
        "body": "Failed to deliver to 'zoe@client.example'",
    },
    "communigate, its postmaster": {
        "sender": POSTMASTER,
        "subject": f"Undeliverable mail: {OURS}",
        "body": "Failed to deliver to 'zoe@client.example'\nLOCAL module(account zoe) reports:",
    },
    "kerio": {
        "sender": Person("postmaster@kerio.client.example", "Mail Delivery Subsystem"),
        "subject": "Delivery Status Notification: Failure",
    },
    "hmailserver": {
        "sender": Person("mailer-daemon@hm.client.example"),
        "subject": f"Message undeliverable: {OURS}",
        "body": "Your message did not reach some or all of the intended recipients.",
    },
    "courier": {
        "sender": Person("postmaster@mx.client.example", "Courier mail server at mx.client.example"),
        "subject": "NOTICE: mail delivery status.",
        "body": "This is a delivery status notification from mx.client.example,\nrunning the Courier mail server",
    },
    "smartermail": {
        "sender": Person("postmaster@sm.client.example"),
        "subject": "Delivery Failure",
        "body": "Could not deliver message to the following recipient(s):",
    },
    "amazon ses": {
        "sender": Person("MAILER-DAEMON@eu-west-1.amazonses.com"),
        "subject": "Delivery Status Notification (Failure)",
        "body": "An error occurred while trying to deliver the mail to the following recipients:",
    },
    "mimecast": {
        "sender": Person("postmaster@client.example", "Postmaster"),
        "subject": "[Postmaster] Email Delivery Failure",
        "body": "This email has been sent to inform you that the email below could not be delivered",
    },
    "mimecast, held": {
        "sender": Person("postmaster@us.example", "Mimecast"),
        "subject": "[Postmaster] Messages on hold for bob@us.example",
        "body": "You have new held messages",
    },
    "proofpoint": {
        "sender": Person("MAILER-DAEMON@pps.client.example"),
        "subject": "Returned mail: see transcript for details",
    },
    "proofpoint, a digest": {
        "sender": Person("no-reply@pps.us.example", "Spam Digest"),
        "subject": "End User Digest: 3 New Messages",
        "body": "The emails listed below have been placed in your personal quarantine.",
    },
    "barracuda": {
        "sender": Person("noreply@barracuda.client.example", "Barracuda Email Security Service"),
        "subject": "**Message you sent blocked by our bulk email filter**",
        "body": "Your message to: zoe@client.example\nwas blocked by our Spam Firewall.",
    },
    "a virus scanner": {
        "sender": Person("amavis@mx.client.example", "Content-filter at mx"),
        "subject": "Considered UNSOLICITED BULK EMAIL, apparently from you",
        "body": "A message from <bob@us.example> to:\n-> zoe@client.example\n\nwas considered unsolicited bulk e-mail",
    },
    "mailman, it waits": {
        "sender": Person("news-bounces@lists.client.example"),
        "subject": "Your message to News awaits moderator approval",
        "body": "Your mail to 'News' with the subject\n\n    200 seats\n\nIs being held",
    },
    "mailman, its commands": {
        "sender": Person("news-bounces@lists.client.example"),
        "subject": "The results of your email commands",
        "body": "The results of your email command are provided below.",
    },
    "majordomo": {
        "sender": Person("Majordomo@lists.client.example"),
        "subject": "Majordomo results: subscribe",
        "body": ">>>> subscribe news",
    },
    "listserv": {
        "sender": Person("LISTSERV@lists.client.example", "L-Soft list server at CLIENT (16.0)"),
        "subject": "Rejected posting to NEWS@LISTS.CLIENT.EXAMPLE",
        "body": "You are not authorized to send mail to the NEWS list from your account.",
    },
    "listserv, its commands": {
        "sender": Person("LISTSERV@lists.client.example", "L-Soft list server at CLIENT (16.0)"),
        "subject": 'Output of your job "bob"',
        "body": "> subscribe news",
    },
    "sympa": {
        "sender": Person("sympa@lists.client.example", "SYMPA"),
        "subject": "Results of your commands",
        "body": "> subscribe news",
    },
    "sympa, it waits": {
        "sender": Person("news-request@lists.client.example"),
        "subject": "Your message for list news is being moderated",
        "body": "Your message for list news has been forwarded to its editor.",
    },
    "ezmlm": {
        "sender": Person("news-help@lists.client.example"),
        "subject": "confirm subscribe to news@lists.client.example",
        "body": "Hi! This is the ezmlm program. I'm managing the\nnews@lists.client.example mailing list.",
    },
    "a recall from outside": {
        "sender": ANN,
        "subject": f"Recall: {OURS}",
        "body": f'Ann Client would like to recall the message, "{OURS}".',
    },
    "a recall, German": {
        "sender": ANN,
        "subject": f"Rückruf: {OURS}",
        "body": f'Ann Client möchte die Nachricht "{OURS}" zurückrufen.',
    },
    "a recall, French": {
        "sender": ANN,
        "subject": f"Rappel : {OURS}",
        "body": f"Ann Client souhaite rappeler le message « {OURS} ».",
    },
    "what became of a recall": {
        "sender": POSTMASTER,
        "subject": f"Message Recall Report for message [{OURS}]",
    },
    "a recall that went well": {
        "sender": ANN,
        "subject": f"Message Recall Success: {OURS}",
        "body": f"Your message\n\nTo:  Ann Client\nSubject:  {OURS}\n\nwas recalled successfully on 9.3.2026.",
    },
    "notes, a receipt": {
        "sender": ANN,
        "subject": f"Return Receipt: {OURS}",
        "body": f"Your  document:  {OURS}\nwas received by: Ann Client/Client\nat: 09.03.2026 10:00",
    },
}

# Outlook's read receipts without their class, as they come from outside.
READ = {
    "English": ("Read: {}", "Your message\n\n   To: Ann Client\n   Subject: {}\n\n was read on Monday."),
    "German": ("Gelesen: {}", "Ihre Nachricht\n\n   An: Ann Client\n   Betreff: {}\n\n wurde am Montag gelesen."),
    "French": ("Lu : {}", "Votre message\n\n   À : Ann Client\n   Objet : {}\n\n a été lu le lundi."),
    "Spanish": ("Leído: {}", "El mensaje\n\n   Para: Ann Client\n   Asunto: {}\n\n se leyó el lunes."),
    "Spanish, to you": ("Leído: {}", "Su mensaje\n\n   Para: Ann Client\n   Asunto: {}\n\n ha sido leído."),
    "Italian": ("Letto: {}", "Il messaggio\n\n   A: Ann Client\n   Oggetto: {}\n\n è stato letto lunedì."),
    "Portuguese": ("Lida: {}", "A sua mensagem\n\n   Para: Ann Client\n   Assunto: {}\n\n foi lida na segunda."),
    "Dutch": ("Gelezen: {}", "Uw bericht\n\n   Aan: Ann Client\n   Onderwerp: {}\n\n is gelezen op maandag."),
    "Danish": ("Læst: {}", "Meddelelsen\n\n   Til: Ann Client\n   Emne: {}\n\n blev læst mandag."),
    "Norwegian": ("Lest: {}", "Meldingen\n\n   Til: Ann Client\n   Emne: {}\n\n ble lest mandag."),
    "Swedish": ("Läst: {}", "Ditt meddelande\n\n   Till: Ann Client\n   Ämne: {}\n\n lästes i måndags."),
    "Finnish": ("Luettu: {}", "Viestisi\n\n   Vastaanottaja: Ann Client\n   Aihe: {}\n\n luettiin maanantaina."),
    "Polish": ("Przeczytano: {}", "Twoja wiadomość\n\n   Do: Ann Client\n   Temat: {}\n\n została przeczytana."),
    "Czech": ("Přečteno: {}", "Vaše zpráva\n\n   Komu: Ann Client\n   Předmět: {}\n\n byla přečtena."),
    "Hungarian": ("Elolvasva: {}", "Az üzenetet\n\n   Címzett: Ann Client\n   Tárgy: {}\n\n elolvasták."),
    "Russian": ("Прочтено: {}", "Ваше сообщение\n\n   Кому: Ann Client\n   Тема: {}\n\n прочтено."),
    "Turkish": ("Okundu: {}", "İletiniz\n\n   Kime: Ann Client\n   Konu: {}\n\n okundu."),
    "Japanese": ("開封済み: {}", "あなたのメッセージ\n\n   宛先: Ann Client\n   件名: {}\n\n は開封されました。"),
    "Chinese": ("已读: {}", "您的邮件\n\n   收件人: Ann Client\n   主题: {}\n\n 已被阅读。"),
    "deleted unread": ("Not read: {}", "Your message\n\n   To: Ann Client\n   Subject: {}\n\n was deleted unread."),
    "deleted unread, German": ("Ungelesen: {}", "Ihre Nachricht\n\n   An: Ann Client\n\n wurde ungelesen gelöscht."),
}

# Exchange's and Outlook's absence, language by language, as an answer that lost its headers on the way.
ABSENT = {
    "English": ("Automatic reply", "I am out of the office until Monday."),
    "English, Exchange 2003": ("Out of Office AutoReply", "I will be back on Monday."),
    "German": ("Automatische Antwort", "Ich bin bis zum 12.10. nicht erreichbar."),
    "German, a provider": ("Abwesenheitsnachricht", "Ich bin im Urlaub."),
    "German, an assistant": ("Abwesenheitsassistent", "Ich bin nicht im Büro."),
    "French": ("Réponse automatique", "Je suis absent jusqu'au 12."),
    "French, Exchange 2003": ("Réponse automatique d'absence du bureau", "Je suis absent jusqu'au 12."),
    "Spanish": ("Respuesta automática", "Estoy fuera de la oficina."),
    "Italian": ("Risposta automatica", "Sono assente fino a lunedì."),
    "Portuguese": ("Resposta automática", "Estou ausente."),
    "Dutch": ("Automatisch antwoord", "Ik ben afwezig tot maandag."),
    "Dutch, newer": ("Automatische reactie", "Ik ben afwezig tot maandag."),
    "Dutch, Exchange 2003": ("Niet aanwezig", "Ik ben met vakantie."),
    "Danish": ("Automatisk svar", "Jeg er på ferie."),
    "Norwegian": ("Automatisk svar", "Jeg er ikke på kontoret."),
    "Swedish": ("Automatiskt svar", "Jag är på semester."),
    "Swedish, Exchange 2003": ("Frånvaroassistenten", "Jag är på semester."),
    "Finnish": ("Automaattinen vastaus", "Olen lomalla."),
    "Polish": ("Odpowiedź automatyczna", "Jestem na urlopie."),
    "Czech": ("Automatická odpověď", "Jsem mimo kancelář."),
    "Slovak": ("Automatická odpoveď", "Som mimo kancelárie."),
    "Hungarian": ("Automatikus válasz", "Szabadságon vagyok."),
    "Romanian": ("Răspuns automat", "Sunt în concediu."),
    "Turkish": ("Otomatik yanıt", "Ofis dışındayım."),
    "Russian": ("Автоматический ответ", "Я в отпуске."),
    "Ukrainian": ("Автоматична відповідь", "Я у відпустці."),
    "Greek": ("Αυτόματη απάντηση", "Βρίσκομαι εκτός γραφείου."),
    "Japanese": ("自動応答", "休暇をいただいております。"),
    "Chinese": ("自动答复", "我正在休假。"),
    "Chinese, traditional": ("自動回覆", "我不在辦公室。"),
    "Korean": ("자동 회신", "휴가 중입니다."),
}

# What Notes writes for its users, in their languages.
NOTES: dict[str, Mail] = {
    "with the day": {"subject": "AUTO: Ann Client is out of the office (returning 12/10/2026)"},
    "with the day, French": {"subject": "AUTO : Ann Client est absente (retour le 12/10/2026)"},
    "with the day, Spanish": {"subject": "AUTO: Ann Client está fuera de la oficina (regresa el 12/10/2026)"},
    "old": {
        "subject": "Ann Client is out of the office.",
        "body": "I will be out of the office starting  09.03.2026 and will not return until 12.03.2026.",
    },
    "old, with its place": {
        "subject": "Ann Client/Oslo/Client is out of the office.",
        "body": "I will be out of the office from 09.03.2026 to 12.03.2026.",
    },
    "old, German": {
        "subject": "Ann Client ist außer Haus.",
        "body": "Ich werde ab  09.03.2026 nicht im Büro sein. Ich kehre zurück am  12.03.2026.",
    },
    "old, French": {
        "subject": "Ann Client est absent(e).",
        "body": "Je serai absent(e) du  bureau à partir du 09/03/2026 et je reviendrai le 12/03/2026.",
    },
}

# Told by headers; that is all there is of them on a server that keeps none.
BY_HEADERS: dict[str, Mail] = {
    "exchange's absence": {
        "subject": f"Automatic reply: {OURS}",
        "headers": {
            "x-auto-response-suppress": "All",
            "auto-submitted": "auto-generated",
            "x-ms-exchange-generated-message-source": "Mailbox Rules Agent",
        },
    },
    "exchange's rule, in its own words": {
        "subject": "Thank you for writing",
        "headers": {
            "x-auto-response-suppress": "All",
            "x-ms-exchange-generated-message-source": "Mailbox Rules Agent",
        },
    },
    "exchange's rule, after a gateway": {
        "subject": "Ann's answer",
        "headers": {"x-auto-response-suppress": "All", "x-ms-exchange-inbox-rules-loop": "ann@client.example"},
    },
    "gmail": {"headers": {"auto-submitted": "auto-replied", "precedence": "bulk", "x-autoreply": "yes"}},
    "icloud": {"headers": {"auto-submitted": "auto-replied", "x-apple-action": "VACATION"}},
    "yahoo": {"subject": "Yahoo! Auto Response", "headers": {}},
    "zimbra": {"headers": {"auto-submitted": "auto-replied (zimbra; vacation)", "precedence": "bulk"}},
    "communigate": {"headers": {"auto-submitted": "auto-replied", "x-autogenerated": "Reply"}},
    "kerio": {"headers": {"auto-submitted": "auto-replied", "x-mailer": "Kerio Connect"}},
    "vacation(1)": {"subject": "away from my mail", "headers": {"precedence": "bulk"}},
    "vacation(1), newer": {"headers": {"auto-submitted": "auto-replied", "precedence": "junk"}},
    "sieve": {"subject": f"Auto: {OURS}", "headers": {"auto-submitted": "auto-replied (vacation)"}},
    "sieve, cyrus": {"subject": OURS, "headers": {"auto-submitted": "auto-replied (vacation)", "x-sieve": "CMU"}},
    "postfixadmin": {"headers": {"auto-submitted": "auto-replied", "precedence": "junk", "x-loop": "Postfix Admin"}},
    "plesk": {"headers": {"auto-submitted": "auto-replied", "x-autorespond": OURS}},
    "cpanel": {"headers": {"x-autorespond": OURS, "auto-submitted": "auto-replied", "precedence": "bulk"}},
    "vpopmail": {"headers": {"delivered-to": "Autoresponder", "precedence": "bulk"}},
    "a marked precedence": {"headers": {"x-precedence": "auto_reply"}},
    "qmail-autoresponder": {"headers": {"auto-submitted": "auto-replied", "delivered-to": "Autoresponder"}},
    "groupwise": {"headers": {"x-post-messageclass": "9; Autoresponder"}},
    "mailman 2": {"headers": {"precedence": "bulk", "list-id": "<news.lists.client.example>"}},
    "ezmlm": {"headers": {"mailing-list": "contact news-help@lists.client.example; run by ezmlm"}},
    "a list that says only so": {"headers": {"x-mailing-list": "news@lists.client.example"}},
    "otrs": {"headers": {"precedence": "bulk", "x-loop": "desk@client.example", "x-otrs-loop": "desk@client.example"}},
    "otrs, newer": {"headers": {"auto-submitted": "auto-generated"}},
    "zendesk": {"headers": {"auto-submitted": "auto-generated", "x-auto-response-suppress": "All"}},
    "jira": {"headers": {"precedence": "bulk", "auto-submitted": "auto-generated", "x-jira-fingerprint": "97"}},
    "jira, relayed": {"subject": "[JIRA] (SYS-422) 200 seats", "headers": {"x-jira-fingerprint": "978a1eb5"}},
    "rt": {"subject": f"[client #17] AutoReply: {OURS}", "headers": {"precedence": "bulk"}},
    "rt, newer": {"subject": f"[client #17] AutoReply: {OURS}", "headers": {}, "in_reply_to": ANSWER},
    "servicenow": {"headers": {"precedence": "bulk", "auto-submitted": "auto-generated"}},
    "servicenow, relayed": {"headers": {"x-servicenow-generated": "true"}},
    "freshdesk": {"headers": {"auto-submitted": "auto-replied"}},
    "osticket": {"headers": {"auto-submitted": "auto-replied", "x-auto-response-suppress": "DR, RN, OOF, AutoReply"}},
    "redmine": {"headers": {"auto-submitted": "auto-generated", "x-auto-response-suppress": "All"}},
    "a calendar's answer": {"headers": {"auto-submitted": "auto-generated"}, "subject": f"Accepted: {OURS}"},
}

# What people write.
PEOPLES: dict[str, Mail] = {
    "a bounce passed on": {
        "subject": f"FW: Undeliverable: {OURS}",
        "body": "Bob, this came back. What now?\n\n-----Original Message-----\nFrom: Mail Delivery System",
    },
    "a bounce passed on, German": {
        "subject": f"WG: Unzustellbar: {OURS}",
        "body": "Hallo Bob,\nkam zurück. Haben Sie eine andere Adresse?",
    },
    "a bounce quoted": {
        "subject": OURS,
        "body": 'Bob,\nI got "Delivery has failed to these recipients or groups" for your mail. Please send it again.',
    },
    "a bounce attached, under its subject": {
        "subject": "Mail delivery failed: returning message to sender",
        "body": "Bob,\nwhat does this mean? See below.",
    },
    "an answer to a bounce": {"subject": f"Re: Delivery delayed: {OURS}", "body": "Bob, did it come by now?"},
    "asking about an absence": {"subject": "Out of office?", "body": "Bob,\nare you out of the office this week?"},
    "telling of one's absence": {
        "subject": "Out of the office next week",
        "body": "Hi Bob,\nI will be out of the office next week. Can we sign before?",
    },
    "telling of one's absence, short": {
        "subject": "I'm out of the office on Friday",
        "body": "I'm out of the office on Friday, so please call before.",
    },
    "telling of a colleague's absence": {
        "subject": "Zoe is out of the office",
        "body": "Hi Bob,\nplease write to me while she is away.",
    },
    "telling of one's absence, German": {
        "subject": "Ich bin nächste Woche außer Haus",
        "body": "Hallo Bob,\nIch bin bis Freitag nicht im Büro. Können wir vorher unterschreiben?",
    },
    "a subject typed by hand": {"subject": "Automatic reply: please switch it off", "body": "Bob, I get one each day."},
    "a subject typed by hand, as answer of a person": {
        "subject": "Re: Automatic reply: 200 seats",
        "in_reply_to": ANSWER,
        "body": "Welcome back, Bob!",
    },
    "about automatic answers": {"subject": "Automated reply templates", "body": "Bob,\nhere are the texts."},
    "suppressing alone": {"headers": {"x-auto-response-suppress": "All"}, "body": "Dear Bob,\n200, please."},
    "suppressing alone, as an answer": {
        "headers": {"x-auto-response-suppress": "All"},
        "in_reply_to": ANSWER,
        "body": "Dear Bob,\n200, please.",
    },
    "passed on by a rule": {
        "headers": {"x-ms-exchange-inbox-rules-loop": "ann@client.example"},
        "body": "Dear Bob,\n200, please.",
    },
    "passed on by a rule, with what it suppresses": {
        "headers": {
            "x-ms-exchange-inbox-rules-loop": "ann@client.example",
            "x-auto-response-suppress": "DR, OOF, AutoReply",
        },
        "body": "Dear Bob,\n200, please.",
    },
    "made by a rule that passes on": {
        "subject": f"FW: {OURS}",
        "headers": {"x-ms-exchange-generated-message-source": "Mailbox Rules Agent"},
        "body": "Dear Bob,\n200, please.",
    },
    "first class": {"headers": {"x-precedence": "first-class"}},
    "with a way to unsubscribe": {"headers": {"list-unsubscribe": "<mailto:off@client.example>"}},
    "a reader": {"subject": "Read: chapter two of the tender", "body": "Bob,\nplease read it before Friday."},
    "a recall of goods": {"subject": "Recall: 200 seats", "body": "Bob,\nwe would like to recall the seats."},
    "a reminder": {"subject": "Rappel : votre offre", "body": "Bonjour Bob,\nje souhaite vous rappeler notre offre."},
    "a call back": {"subject": "Rückruf: morgen um 10?", "body": "Hallo Bob,\nich möchte Sie zurückrufen."},
    "a majordomo": {"sender": Person("majordomo@hotel.example", "Majordomo"), "body": "Dear Bob,\nwe have 200 seats."},
    "a receptionist": {"sender": Person("info@client.example", "Client"), "subject": "Your visit"},
    "a receipt of money": {"subject": "Return receipt for 200 seats", "body": "Dear Bob,\nattached."},
    "a delivery of goods": {"subject": "Delivery failed: nobody at home", "body": "Bob, your driver left."},
    "a commercial about cars": {"subject": "Auto: 200 seats (12.10.2026)", "body": "Dear Bob"},
    "results": {"subject": "The results of your commands at the helm", "body": "Bob,\nwell done."},
    "a confirmation": {"subject": "confirm subscribe dates", "body": "Bob,\ncan you?"},
}

_BASE: Mail = {"sender": ANN, "subject": OURS, "body": "Thank you."}


def reads() -> dict[str, Mail]:
    return {name: {"subject": said.format(OURS), "body": text.format(OURS)} for name, (said, text) in READ.items()}


def absences() -> dict[str, Mail]:
    return {
        name: {"subject": f"{said}: {OURS}", "body": text, "in_reply_to": ANSWER}
        for name, (said, text) in ABSENT.items()
    }


@pytest.mark.parametrize("mail", REPORTS.values(), ids=REPORTS)
def test_a_programs_report_is_automatic_by_its_sender_subject_and_text(mail: Mail):
    assert automatic_sign(an_email(**_BASE | mail))


@pytest.mark.parametrize("mail", reads().values(), ids=READ)
def test_a_read_receipt_is_automatic_in_its_readers_language(mail: Mail):
    assert automatic_sign(an_email(**_BASE | mail))


@pytest.mark.parametrize("mail", absences().values(), ids=ABSENT)
def test_an_absence_is_automatic_in_its_writers_language(mail: Mail):
    assert automatic_sign(an_email(**_BASE | mail))


@pytest.mark.parametrize("mail", NOTES.values(), ids=NOTES)
def test_what_notes_writes_for_who_is_away_is_automatic(mail: Mail):
    assert automatic_sign(an_email(**_BASE | mail))


@pytest.mark.parametrize("mail", BY_HEADERS.values(), ids=BY_HEADERS)
def test_what_a_programs_headers_say_makes_it_automatic(mail: Mail):
    assert automatic_sign(an_email(**_BASE | mail))


@pytest.mark.parametrize("mail", PEOPLES.values(), ids=PEOPLES)
def test_what_people_write_like_it_is_theirs(mail: Mail):
    assert automatic_sign(an_email(**_BASE | {"body": "Dear Bob"} | mail)) == ""


@pytest.mark.parametrize("is_turned", [False, True])
def test_of_several_signs_the_one_that_says_most_counts_in_whatever_order_they_come(is_turned: bool):
    of_a_list = {"list-id": "<news.client.example>", "precedence": "bulk", "x-beenthere": "news@client.example"}

    def sign(headers: dict[str, str]) -> str:
        return automatic_sign(an_email(headers=dict(reversed(headers.items())) if is_turned else headers))

    assert is_of_a_list(sign(of_a_list))
    assert not is_of_a_round(sign(of_a_list))
    assert is_of_a_round(sign({"precedence": "list", "list-id": "<news.client.example>"}))
    assert sign(of_a_list | {"auto-submitted": "auto-replied"}) == "Auto-Submitted is auto-replied"


@pytest.mark.parametrize(
    "headers",
    [
        {"mailing-list": "list sales@us.example; contact sales-owner@us.example"},
        {"mailing-list": "contact sales-help@us.example; run by ezmlm"},
        {"x-mailing-list": "<sales@us.example> archive/latest/17"},
        {"x-beenthere": "sales@us.example"},
    ],
)
def test_a_list_of_our_own_is_known_also_where_it_knows_no_list_id(headers: dict[str, str]):
    assert list_domain(an_email(headers=headers)) == "us.example"
