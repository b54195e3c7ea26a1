"""Receipts, recalls and what lists write of themselves: subjects and texts. Pure."""

from __future__ import annotations

from daemon.link.phrases.folded import folded

# Receipts: subjects and texts.
RECEIPT_STARTS = folded(
    *("read:", "not read:", "gelesen:", "ungelesen gelöscht:", "lu:", "lu :", "non lu", "leído:", "letto:", "lida:"),
    *("gelezen:", "lest:", "læst:", "läst:", "luettu:", "przeczytane:", "přečteno:", "прочтено:", "прочитано:"),
    *("return receipt", "read receipt", "disposition notification", "lesebestätigung", "recall:", "message recall"),
    *("accusé de lecture", "confirmación de lectura", "conferma di lettura", "leesbevestiging", "lesekvittering"),
    *("läskvitto", "開封済み:", "已读:", "已讀:", "讀取:", "읽음:", "przeczytano:", "elolvasva:", "okundu:"),
    *("αναγνώστηκε:", "ungelesen:", "nicht gelesen:", "no leído:", "não lida:", "non letto:", "niet gelezen:"),
    *("ikke lest:", "ulest:", "ikke læst:", "oläst:", "lukematta:", "nieprzeczytane:", "nepřečteno:", "не прочтено:"),
    *("未読:", "未读:"),
)
RECEIPT_TEXTS = folded(
    *("your message", "this is a return receipt", "this is a receipt", "this receipt", "the message sent on"),
    *("the message that you sent", "this return receipt", "return receipt", "note: this return receipt"),
    *(
        "ihre nachricht",
        "dies ist eine empfangsbestätigung",
        "dies ist eine lesebestätigung",
        "diese empfangsbestätigung",
    ),
    *(
        "votre message",
        "ceci est un accusé",
        "su mensaje",
        "el mensaje",
        "il messaggio",
        "a sua mensagem",
        "sua mensagem",
    ),
    *("uw bericht", "dit is een ontvangstbevestiging", "meldingen", "din meddelelse", "ditt meddelande", "viestisi"),
    *(
        "meddelelsen",
        "az üzenet",
        "iletiniz",
        "İletiniz",
        "το μήνυμά σας",
        "あなたのメッセージ",
        "您的邮件",
        "您的郵件",
        "메시지",
    ),
    *(
        "your document",
        "your  document",
        "twoja wiadomość",
        "vaše zpráva",
        "ваше сообщение",
        "это уведомление",
        "the sender would like to recall",
    ),
)

# Recalls that lost their class on the way: subjects, and who would like to recall which message.
RECALL_STARTS = folded(
    *(
        "recall:",
        "rückruf:",
        "rückrufen:",
        "rappel:",
        "rappel :",
        "recuperar:",
        "recuperación:",
        "richiamo:",
        "richiama:",
    ),
    *("intrekken:", "terugroepen:", "återkalla:", "återkallande:", "tilbakekall:", "tilbagekald:", "cancelar:"),
)
RECALL_TEXTS = folded(
    *("like to recall the message", "möchte die nachricht", "rappeler le message", "recuperar el mensaje"),
    *("richiamare il messaggio", "het bericht", "återkalla meddelandet", "tilbakekalle meldingen"),
    *("tilbagekalde meddelelsen", "a mensagem"),
)

# What the programs of mailing lists write of themselves.
LIST_STARTS = folded(
    *("majordomo results", "rejected posting to", "output of your job", "results of your command", "your message to "),
    *(
        "the results of your email command",
        "results of your email command",
        "your message for list",
        "your message dated",
    ),
    *("your posting to ", "confirm subscribe to", "confirm unsubscribe from", "command confirmation request"),
    *("request to mailing list", 'welcome to the "', "subscription request", "unsubscribe request"),
)
