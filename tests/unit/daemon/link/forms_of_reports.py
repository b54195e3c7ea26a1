"""Reports of mail servers and programs, each as it is documented or seen; people, firms and texts are ours."""

from __future__ import annotations

from typing import Any

from connectors.mailbox import Person

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
