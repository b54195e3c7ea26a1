"""Answers of responders, for people who are away: subjects and texts. Pure."""

# ruff: noqa: RUF001 - they are other alphabets

from __future__ import annotations

from daemon.link.phrases.folded import folded

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
AWAY_TEXTS = folded(
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
AWAY_STARTS = folded(
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
