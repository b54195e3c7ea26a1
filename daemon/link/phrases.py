"""What mail servers and responders begin their subjects and texts with, in the languages that they speak. Pure.

Compared as `str.casefold` makes them.
"""

# ruff: noqa: RUF001 - they are other alphabets

from __future__ import annotations


def _folded(*phrases: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.casefold() for phrase in phrases))


# Subjects of answers that a responder wrote: Outlook's own words in its languages, then those of other programs.
_STARTS = (
    *("automatic reply:", "automatische antwort:", "réponse automatique:", "réponse automatique :"),
    *("respuesta automática:", "risposta automatica:", "resposta automática:", "automatisch antwoord:"),
    *("autosvar:", "automatisk svar:", "automatiskt svar:", "automaattinen vastaus:", "sjálfvirkt svar:"),
    *("odpowiedź automatyczna:", "automatyczna odpowiedź:", "automatická odpověď:", "automatická odpoveď:"),
    *("automatikus válasz:", "răspuns automat:", "samodejni odgovor:", "automatski odgovor:", "автоматски одговор:"),
    *("автоматический ответ:", "автоматична відповідь:", "автоматичен отговор:", "аутоматски одговор:"),
    *("αυτόματη απάντηση:", "otomatik yanıt:", "otomatik yanit:", "מענה אוטומטי:", "תשובה אוטומטית:", "رد تلقائي:"),
    *(
        "自动答复:",
        "自动答复:",
        "自动回复:",
        "自動回覆:",
        "自動回覆:",
        "自動応答:",
        "自動返信:",
        "자동 회신:",
        "자동 회신:",
    ),
    *("automātiskā atbilde:", "automatinis atsakymas:", "automaatvastus:", "trả lời tự động:", "balasan otomatis:"),
    *("jawapan automatik:", "ตอบกลับอัตโนมัติ:", "respost automàtica:", "resposta automàtica:", "erantzun automatikoa:"),
    *(
        "out of office:",
        "out of the office:",
        "out of office autoreply:",
        "out of office auto-reply:",
        "out-of-office:",
    ),
    *("auto reply:", "auto-reply:", "autoreply:", "auto response:", "auto-response:", "autoresponse:"),
    *("automatic response:", "automated reply:", "automated response:", "vacation reply:", "vacation:", "away:"),
    *("abwesenheitsnachricht:", "abwesenheitsassistent:", "abwesenheitsmeldung:", "automatische reactie:"),
    *("réponse automatique d'absence du bureau:", "notification d'absence:", "avis d'absence:", "niet aanwezig:"),
    *("frånvaroassistenten:", "frånvaromeddelande:", "fravaersmelding:", "fraværsmelding:"),
    *("abwesenheitsnotiz:", "abwesenheit:", "abwesend:", "autom. antwort:", "absence du bureau:", "absent du bureau:"),
    *("message d'absence:", "fuera de la oficina:", "fuera de oficina:", "fuori sede:", "fuori ufficio:"),
    *("ausência temporária:", "fora do escritório:", "afwezig:", "afwezigheidsbericht:", "fravær:", "fraværende:"),
    *("ikke til stede:", "fraværsassistent:", "frånvaro:", "ej på kontoret:", "poissa:", "poza biurem:"),
    *(
        "mimo kancelář:",
        "házon kívül:",
        "вне офиса:",
        "нет на работе:",
        "ofis dışında:",
        "不在通知:",
        "外出中:",
        "부재중:",
    ),
)
# With these people begin subjects as well: "Out of office: next week".
_PEOPLES = (
    *("out of office:", "out of the office:", "out-of-office:", "vacation:", "away:", "abwesenheit:", "abwesend:"),
    *("absence du bureau:", "absent du bureau:", "fuera de la oficina:", "fuera de oficina:", "fuori sede:"),
    *("fuori ufficio:", "fora do escritório:", "afwezig:", "fravær:", "fraværende:", "ikke til stede:", "frånvaro:"),
    *("ej på kontoret:", "poissa:", "poza biurem:", "mimo kancelář:", "házon kívül:", "вне офиса:", "нет на работе:"),
    *("ofis dışında:", "外出中:", "부재중:", "niet aanwezig:"),
)
# Some write the colon apart, or in its wide form.
REPLY_STARTS: tuple[str, ...] = (
    *_STARTS,
    *(start[:-1] + other for start in _STARTS for other in (" :", "：", "\u00a0:")),
)

# Those that nobody begins a subject with, also in brackets: "[Auto-Reply] 200 seats".
PROGRAMS_STARTS: tuple[str, ...] = tuple(
    start for one in _STARTS if one not in _PEOPLES for start in (one, f"[{one.rstrip(' :')}]")
)

# What such answers say in their first lines, anywhere in one.
AWAY_TEXTS = _folded(
    *("out of the office", "out of office", "not in the office", "on vacation", "on holiday", "on annual leave"),
    *("on leave", "parental leave", "maternity leave", "i am away", "i'm away", "currently away", "will be away"),
    *("be back on", "will return on", "returning on", "limited access to", "no access to my", "automatic reply"),
    *("automated reply", "automated response", "automatic response", "auto-reply", "autoreply"),
    *("nicht im büro", "nicht im haus", "außer haus", "ausser haus", "abwesend", "abwesenheit", "im urlaub"),
    *("nicht erreichbar", "elternzeit", "wieder erreichbar", "wieder für sie da", "automatische antwort"),
    *("absent", "en congé", "en vacances", "de retour le", "hors du bureau", "réponse automatique"),
    *("fuera de la oficina", "de vacaciones", "ausente", "respuesta automática", "fora do escritório", "de férias"),
    *("resposta automática", "fuori sede", "fuori ufficio", "in ferie", "assente", "risposta automatica"),
    *("afwezig", "niet op kantoor", "met vakantie", "op vakantie", "met verlof", "automatisch antwoord"),
    *("ikke på kontoret", "ikke til stede", "på ferie", "fraværende", "på semester", "inte på kontoret", "frånvarande"),
    *("permisjon", "autosvar", "automatisk svar", "automatiskt svar", "lomalla", "poissa", "automaattinen vastaus"),
    *("nieobecn", "na urlopie", "poza biurem", "automatyczna odpowiedź", "mimo kancelář", "dovolen", "nepřítom"),
    *("neprítom", "automatická odpov", "szabadság", "házon kívül", "automatikus válasz", "concediu", "răspuns automat"),
    *("ofis dışında", "izinde", "izinli", "otomatik yanıt", "в отпуске", "отсутству", "не в офисе", "вне офиса"),
    *("автоматический ответ", "у відпустці", "відсутн", "εκτός γραφείου", "σε άδεια", "αυτόματη απάντηση"),
    *("不在", "休暇", "外出", "自動返信", "休假", "自动回复", "自動回覆", "부재", "휴가", "자동 회신"),
)

# What they begin a sentence with: whoever is back again says something else.
AWAY_STARTS = _folded(
    *("i will be out of the office", "i am out of the office", "i'm out of the office", "i will be away from"),
    *("i am currently out", "i'm currently out", "i am currently away", "i'm currently away", "i am away until"),
    *("i'm away until", "i am on vacation until", "i'm on vacation until", "i am on leave until", "i am out of office"),
    *("i'm out of office", "i am not in the office", "i am currently on leave", "i am currently on vacation"),
    *("ich bin bis ", "ich bin vom ", "ich bin ab dem ", "ich bin derzeit nicht", "ich bin zurzeit nicht"),
    *("ich bin momentan nicht", "ich bin im urlaub", "ich befinde mich im urlaub", "ich bin nicht im büro"),
    *("ich werde ab ", "ich bin abwesend", "ich bin außer haus", "vielen dank für ihre nachricht, ich bin bis"),
    *("je suis absent", "je suis actuellement absent", "je serai absent", "je suis en congé", "je suis en vacances"),
    *("estoy fuera de la oficina", "estaré fuera", "estoy de vacaciones", "no estaré disponible", "estoy ausente"),
    *("estou ausente", "estarei ausente", "estou de férias", "sono assente", "sarò assente", "sono in ferie"),
    *("sono fuori ufficio", "ik ben afwezig", "ik ben tot en met", "ik ben momenteel niet", "ik ben op vakantie"),
    *("jeg er på ferie", "jeg er ikke på kontoret", "jeg er ikke til stede", "jag är på semester", "jag är inte på"),
    *("olen lomalla", "olen poissa", "jestem na urlopie", "jestem nieobecn", "obecnie jestem", "jsem mimo kancelář"),
    *("čerpám dovolenou", "szabadságon vagyok", "sunt în concediu", "я в отпуске", "я нахожусь в отпуске"),
    *(
        "я перебуваю у відпустці",
        "βρίσκομαι εκτός",
        "只今不在",
        "現在不在",
        "休暇をいただいて",
        "我正在休假",
        "我不在办公室",
    ),
    *("부재중", "현재 휴가"),
)

# Subjects of reports on delivery.
BOUNCE_STARTS = _folded(
    *("undeliverable:", "undeliverable mail", "undeliverable message", "undelivered mail returned to sender"),
    *("undelivered mail:", "undelivered message", "undelivered:", "undeliverable email", "undelivrable"),
    *("delivery status notification", "delivery notification:", "delivery failure", "delivery failed"),
    *("delivery has failed", "delivery error", "delivery problem:", "delivery report", "delivery status"),
    *("delivery delayed", "delayed:", "delivery delay", "mail delivery failed", "mail delivery failure"),
    *("mail delivery warning", "mail delivery delay", "undelivered mail", "warning: undelivered"),
    *("mail delivery error", "mail delivery problem", "mail delivery status", "mail delivery notification"),
    *("mail delivery delayed", "mail could not be delivered", "mail failure", "mail system error", "mail error"),
    *("mail returned", "mail not delivered", "mail undeliverable", "message undeliverable", "message not delivered"),
    *("message delivery has failed", "message delivery failed", "message delivery failure", "message could not be"),
    *("message you sent blocked", "message blocked", "message rejected", "message status - undeliverable"),
    *("your message could not be delivered", "your message wasn't delivered", "your email could not be delivered"),
    *("your e-mail message was", "email delivery failure", "email delivery failed"),
    *("e-mail delivery failure", "returned mail:", "returned mail", "returned email", "returned message"),
    *("return to sender", "failure notice", "failure delivery", "failure report", "failed delivery", "failed mail"),
    *("failed to deliver", "notification: failed", "non delivery", "non-delivery", "nondeliverable mail", "ndn:"),
    *("unable to deliver", "unable to send", "could not send message", "couldn't deliver", "could not deliver"),
    *("warning: message", "warning: could not send", "warning - delayed mail", "address not found", "[bounce]"),
    *("bounce:", "bounced mail", "bounced message", "rejected mail", "rejected:", "recipient address rejected"),
    *("user unknown", "permanent delivery failure", "permanent failure", "error sending", "error delivering"),
    *("considered unsolicited bulk email", "banned contents", "virus in mail", "content violation", "not read:"),
    *("sorry, your message could not be delivered", "loop alert:", "loop back warning:", "fml system error"),
    *("delivered:", "relayed:", "expanded:", "successful mail delivery report", "delivery receipt"),
    *("end user digest", "messages on hold for", "spam quarantine", "quarantine summary", "quarantine notification"),
    *("message recall report", "rejected posting to"),
    # German
    *("unzustellbar:", "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen"),
    *("zustellfehler", "fehler bei der zustellung", "übermittlungsfehler", "nachricht konnte nicht", "zugestellt:"),
    *("e-mail konnte nicht", "mail konnte nicht", "ihre nachricht konnte nicht", "ihre e-mail konnte nicht"),
    *("verzögert:", "verzögerung:", "weitergeleitet:", "zustellung verzögert", "unzustellbare nachricht"),
    # French
    *("non remis", "non distribué", "échec de la remise", "échec de remise", "échec de distribution", "echec de"),
    *("échec de la distribution", "message non remis", "message non distribué", "non délivré", "retour à l'expéditeur"),
    *("impossible de remettre", "remise différée", "remis:", "remis :", "relayé"),
    # Spanish, Portuguese, Catalan, Italian, Romanian
    *("no se puede entregar", "no entregado", "no se pudo entregar", "error de entrega", "entrega fallida"),
    *("no se ha podido entregar", "fallo en la entrega", "fallo de entrega", "correo devuelto", "entregado:"),
    *("mensaje no entregado", "não é possível entregar", "não entregue", "não foi possível entregar"),
    *(
        "falha na entrega",
        "falha de entrega",
        "mensagem não entregue",
        "não entregável",
        "entregue:",
        "no es pot lliurar",
    ),
    *("non recapitabile", "impossibile recapitare", "mancato recapito", "mancata consegna", "non recapitato"),
    *("messaggio non recapitabile", "consegna fallita", "nelivrabil", "imposibil de livrat", "nu se poate livra"),
    # Dutch and the North
    *("onbestelbaar", "niet bezorgd", "niet afgeleverd", "kan niet worden bezorgd", "bezorging mislukt"),
    *("kan ikke leveres", "kunne ikke leveres", "ikke levert", "ikke leveret", "uleverbar", "kan ikke levere"),
    *("levert:", "levering mislyktes", "levering mislykkedes", "det går inte att leverera", "kan inte levereras"),
    *("går inte att leverera", "kunde inte levereras", "olevererat", "levererat:", "ei voida toimittaa"),
    *("ei toimitettu", "viestiä ei voitu toimittaa", "toimittaminen epäonnistui", "afhent ekki"),
    # the East
    *("niedostarczalne", "niedostarczon", "nie można dostarczyć", "nie dostarczono", "nedoručitelné", "nedoručené"),
    *("nedoručiteľné", "nelze doručit", "zprávu nelze doručit", "kézbesíthetetlen", "kézbesítési hiba", "nem kézbesít"),
    *(
        "neisporučivo",
        "nije isporučeno",
        "neizročljivo",
        "ni mogoče dostaviti",
        "teslim edilemedi",
        "teslim edilemeyen",
    ),
    *(
        "iletilemedi",
        "İletilemedi",
        "не удается доставить",
        "не удаётся доставить",
        "недоставленн",
        "не доставлено",
        "не удалось",
    ),
    *("недоставлен", "неможливо доставити", "не може да бъде", "недоставимо", "δεν είναι δυνατή η παράδοση"),
    *("μη παραδοτέο", "αδυναμία παράδοσης", "nepiegādājam", "nepristatyt", "kättetoimetamatu", "לא ניתן למסור"),
    *("غير قابل للتسليم", "تعذر تسليم", "无法送达", "无法传递", "無法傳遞", "未传递", "退信", "系统退信", "邮件退回"),
    *("配信不能", "配信できません", "配信に失敗", "メールを配信できません", "メッセージを配信できません"),
    *(
        "メールエラー通知",
        "メール配信に失敗",
        "配達不能",
        "送信エラー",
        "送信できません",
        "배달되지 않음",
        "배달할 수 없음",
        "반송",
        "전송 실패",
    ),
    *("không thể gửi", "tidak terkirim", "ไม่สามารถส่ง"),
)

# First lines of such reports; what a line begins with after rules, stars and quoting marks.
BOUNCE_TEXTS = _folded(
    *(
        "hi. this is the",
        "this is the mail system",
        "this is the qmail",
        "this is the mail delivery",
        "this is the mail",
    ),
    *("this is the postfix", "this is the courier", "this is an automatically generated delivery status"),
    *("this is an automatically generated message", "this is an automatic message", "this is a permanent error"),
    *("this message was created automatically by", "this message is generated automatically", "this is a delivery"),
    "this report relates to a message you sent",
    *("an error was detected while processing", "a message could not be delivered", "the email below could not"),
    *("message from interscan", "non-delivery report", "nondelivery report", "your mail cannot be delivered"),
    *("your email cannot be delivered", "your email was unable", "your email bounced", "your mail was not delivered"),
    *("the following mail could not", "the following e-mail could not", "the following email could not"),
    *("the mail you sent could not", "the email you sent could not", "the e-mail you sent could not"),
    *("a message that you sent", "a message you sent", "a message sent by you", "an error occurred while"),
    *("an error has occurred while", "the following message to", "the following address", "the following recipient"),
    *("the following message could not", "the following errors occurred", "the following organization rejected"),
    *("the original message was received at", "the attached message", "the message you sent", "the message could not"),
    *("the message was not delivered", "the mail system", "the user(s) ", "the e-mail account that you tried"),
    *("the email account that you tried", "the response from the remote server", "the response was:"),
    *("the delivery of", "the e-mail system", "delivery to the following", "delivery of the following"),
    *("delivery has failed", "delivery failed", "delivery to ", "delivery of your", "delivery incomplete"),
    *("your message to ", "your message did not", "your message wasn't", "your message could"),
    *(
        "your message couldn't",
        "your message cannot",
        "your message can't",
    ),
    *("your message has not", "your message:", "your message was rejected", "your message was automatically"),
    *("your mail sent on", "your mail attempted", "your mail could not"),
    *("your email could not", "each of the following recipients"),
    *("unable to deliver", "undeliverable to", "undeliverable mail", "unknown user", "unknown recipient"),
    *(
        "user unknown",
        "user mailbox exceeds",
        "invalid final delivery",
        "no such user",
        "mailbox full",
        "mailbox is full",
    ),
    *("address not found", "message not delivered", "message blocked", "message could not be delivered"),
    *(
        "mail delivery failed",
        "mail delivery failure",
        "message delivery failed",
        "failed to deliver",
        "failed recipient",
    ),
    *("failure reasons", "could not be delivered", "could not deliver", "couldn't be delivered", "did not reach"),
    *("was not delivered to", "was undeliverable", "wasn't delivered to", "we were unable to deliver"),
    *("we could not deliver", "we couldn't deliver", "sorry, we were unable", "sorry, your message"),
    *("sorry to have to inform", "i'm sorry to have to inform", "i'm afraid i wasn't able", "i am sorry to have to"),
    *("technical details of permanent", "technical details of temporary", "there was a temporary problem"),
    *("there was a problem delivering", "there was an error", "host unknown", "error description:"),
    *("error message", "transcript of session follows", "returned message", "returned mail"),
    *("below this line is a copy", "original message follows", "notification of delivery"),
    *("an attempt to deliver", "could not send message", "hello, this is the mail server", "this user doesn't have"),
    *(
        "remote server returned",
        "remote host said",
        "generating server",
        "diagnostic information for",
        "mail transaction",
    ),
    *("addressed to:", "warning: message still undelivered", "this is a warning message only", "will be retried"),
    *("we're sorry, we were unable", "we're sorry to", "we are sorry to inform", "the recipient's mailbox"),
    *("your message has been rejected", "your message has been blocked", "your message has been delayed"),
    *("your message was not delivered", "your message was not sent", "your e-mail message", "your e-mail could"),
    *("your e-mail was not", "your email was not", "your mail to the following", "the recipient address"),
    *('{"notificationtype":"bounce"', '{"notificationtype":"complaint"', "the message was not relayed", "送信先の"),
    # German
    *("die folgende adresse", "die folgenden adressen", "die folgenden empfänger", "ihre mail konnte"),
    *("diese nachricht wurde automatisch", "diese e-mail wurde automatisch", "dies ist eine automatisch"),
    *("ihre nachricht konnte", "ihre nachricht wurde nicht", "ihre e-mail konnte", "ihre e-mail wurde nicht"),
    *("ihre nachricht an ", "fehler bei der", "die zustellung", "die nachricht konnte"),
    *("die e-mail konnte", "leider konnte ihre", "eine nachricht, die sie"),
    *("von ihnen gesendete", "beim versuch"),
    # French, Spanish, Portuguese, Italian
    *("votre message n'", "votre message à", "votre message au", "échec de la remise", "échec de remise"),
    *("le message suivant n'", "votre courriel n'", "votre mail n'", "votre e-mail n'", "le message que vous avez"),
    *(
        "impossible de remettre",
        "ceci est un message",
        "une erreur est survenue",
        "ce message a été créé",
    ),
    *("se ha producido un error", "error en la entrega", "error de entrega", "no se pudo entregar"),
    *("no se ha podido entregar", "este mensaje se ha generado", "este es un mensaje generado"),
    *(
        "falha na entrega",
        "não foi possível entregar",
        "esta é uma mensagem",
    ),
    *("impossibile recapitare", "recapito non riuscito", "il messaggio non"),
    *("questo messaggio è stato", "messaggio non recapitato", "errore durante"),
    # Dutch and the North
    *(
        "bezorging",
        "dit bericht is automatisch",
        "het bericht kan niet",
        "het bericht is niet",
    ),
    *(
        "levering til",
        "leveringen til",
        "meldingen kunne ikke",
        "meldingen ble ikke",
    ),
    *("beskeden kunne ikke", "det gick inte att leverera", "leveransen till"),
    *("viestiä ei voitu", "toimitus seuraaville"),
    # the East
    *("nie można dostarczyć", "wiadomość nie", "zprávu se nepodařilo", "doručení"),
    *("uw bericht kan niet", "uw bericht is niet", "je bericht kan niet", "je bericht is niet", "din meddelelse kunne"),
    *("ditt meddelande kunde", "meddelandet kunde inte", "meldingen din kunne", "meldingen din ble ikke"),
    *("twoja wiadomość nie", "vaše zpráva nebyla", "ваше сообщение не", "доставка не", "доставка сообщения"),
    *("su mensaje no", "tu mensaje no", "sua mensagem não", "a sua mensagem não", "il tuo messaggio non"),
    *("il suo messaggio non", "您的邮件无法", "您的邮件未", "您的郵件無法"),
    *("很抱歉，您的", "无法将", "无法送达"),
    *(
        "メッセージを配信",
        "メッセージを送信できません",
        "配信でき",
        "iletiniz teslim",
        "İletiniz teslim",
        "mesajınız teslim",
        "viestisi ei",
    ),
    *("az üzenet", "не удалось доставить", "сообщение не"),
    *("ошибка доставки", "письмо не", "это письмо создано автоматически", "это сообщение создано"),
    *("повідомлення не", "το μήνυμά σας", "您发送", "邮件无法", "未能"),
    *(
        "このメール",
        "メールサーバ",
        "以下のメールアドレス",
        "以下の宛先",
        "次の受信者",
        "あなたのメッセージ",
    ),
    *("お送りいただいた", "送信された", "메시지를 배달", "다음 받는 사람", "메일이", "다음 수신자"),
)

# Receipts: subjects and texts.
RECEIPT_STARTS = _folded(
    *("read:", "not read:", "gelesen:", "ungelesen gelöscht:", "lu:", "lu :", "non lu", "leído:", "letto:", "lida:"),
    *("gelezen:", "lest:", "læst:", "läst:", "luettu:", "przeczytane:", "přečteno:", "прочтено:", "прочитано:"),
    *("return receipt", "read receipt", "disposition notification", "lesebestätigung", "recall:", "message recall"),
    *("accusé de lecture", "confirmación de lectura", "conferma di lettura", "leesbevestiging", "lesekvittering"),
    *("läskvitto", "開封済み:", "已读:", "已讀:", "讀取:", "읽음:", "przeczytano:", "elolvasva:", "okundu:"),
    *("αναγνώστηκε:", "ungelesen:", "nicht gelesen:", "no leído:", "não lida:", "non letto:", "niet gelezen:"),
    *("ikke lest:", "ulest:", "ikke læst:", "oläst:", "lukematta:", "nieprzeczytane:", "nepřečteno:", "не прочтено:"),
    *("未読:", "未读:"),
)
RECEIPT_TEXTS = _folded(
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
RECALL_STARTS = _folded(
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
RECALL_TEXTS = _folded(
    *("like to recall the message", "möchte die nachricht", "rappeler le message", "recuperar el mensaje"),
    *("richiamare il messaggio", "het bericht", "återkalla meddelandet", "tilbakekalle meldingen"),
    *("tilbagekalde meddelelsen", "a mensagem"),
)

# What the programs of mailing lists write of themselves.
LIST_STARTS = _folded(
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
