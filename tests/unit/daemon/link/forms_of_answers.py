"""Read receipts and answers of who is away, language by language, as programs are documented or seen to write them."""

# ruff: noqa: RUF001 - they are other alphabets

from __future__ import annotations

from tests.unit.daemon.link.forms_of_reports import ANSWER, OURS, Mail

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


def reads() -> dict[str, Mail]:
    return {name: {"subject": said.format(OURS), "body": text.format(OURS)} for name, (said, text) in READ.items()}


def absences() -> dict[str, Mail]:
    return {
        name: {"subject": f"{said}: {OURS}", "body": text, "in_reply_to": ANSWER}
        for name, (said, text) in ABSENT.items()
    }
