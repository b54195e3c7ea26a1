"""Mail that nobody wrote, family by family as its programs send it, and the person's mail that comes nearest to it."""

from __future__ import annotations

from tests.flow.quarter.post import Form

# Told by what stands in the message itself: sender, subject, text.
BY_ITSELF = {
    "qmail": ("MAILER-DAEMON@mx.else.example", "failure notice", "Hi. This is the qmail-send program at mx."),
    "exim": ("Mailer-Daemon@mx.else.example", "Mail delivery failed: returning message to sender", ""),
    "postfix": ("MAILER-DAEMON@mx.else.example", "Undelivered Mail Returned to Sender", ""),
    "gmail": ("mailer-daemon@googlemail.com", "Delivery Status Notification (Failure)", ""),
    "exchange": ("postmaster@else.example", "Undeliverable: our offer", "Delivery has failed to these recipients"),
    "german": ("postmaster@else.example", "Unzustellbar: unser Angebot", ""),
    "domino": ("postmaster@notes.else.example", "DELIVERY FAILURE: User zoe not listed in Domino Directory", ""),
}
# A customer's own responder, told by headers alone.
BY_HEADERS = {
    "rfc 3834": {"Auto-Submitted": "auto-replied"},
    "commented": {"Auto-Submitted": "(vacation (two weeks)) Auto-Replied (zimbra)"},
    "generated": {"Auto-Submitted": "auto-generated; owner=x"},
    "icloud": {"X-Apple-Action": "VACATION"},
    "gmail": {"Precedence": "bulk", "X-Autoreply": "yes"},
    "cpanel": {"X-Autorespond": "our offer"},
    "freescout": {"X-Autoresponder": "Will not send another autoreply"},
    "groupwise": {"X-POST-MessageClass": "9; Autoresponder"},
    "a list": {"List-Id": "News <news.trade.example>"},
    "bulk": {"Precedence": "bulk"},
    "junk": {"Precedence": "JUNK"},
    "underscored": {"Precedence": "auto_reply"},
    "return path": {"Return-Path": "<>", "X-Auto-Response-Suppress": "OOF"},
}
# What a responder's subject says, with a second mark that is none alone.
OUT_OF_OFFICE = ("Automatic reply", "Automatische Antwort", "Autosvar", "R\u00e9ponse automatique")

# A person's, for all that.
NEAR = {
    "suppressing": Form(headers={"X-Auto-Response-Suppress": "DR, OOF, AutoReply"}),
    "no": Form(headers={"Auto-Submitted": "no (a person wrote this)"}),
    "unsubscribing": Form(headers={"List-Unsubscribe": "<mailto:off@else.example>"}),
    "first class": Form(headers={"Precedence": "first-class"}),
    "goods were late": Form(subject="Delivery delayed", body="Dear all,\r\nthe seats come on Friday."),
    "about absence": Form(subject="I am out of the office tomorrow", body="Let us talk on Friday."),
    "a tag": Form(subject="[EXTERNAL] Our prices"),
    "passed on": Form(headers={"X-Loop": "old-address@home.example"}),
    "with its way back": Form(headers={"Return-Path": "<somebody@else.example>"}),
    "without a way back": Form(headers={"Return-Path": "<>"}),  # as programs put copies into mailboxes
}
