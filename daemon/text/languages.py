"""How mail programs of many languages head what they quote: the words, by language. Pure.

Of a block such as "From: … / Sent: … / To: … / Subject: …" the labels, by what they name; of a line such as
"On … Ann wrote:" what it begins with, where it does, and the verb. What Outlook, Gmail, Apple Mail, Thunderbird, Notes
and their like write; several programs of one language often have words of their own.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    sender: tuple[str, ...]
    sent: tuple[str, ...]
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: tuple[str, ...]
    wrote: tuple[str, ...]  # "Ann wrote"
    begins: tuple[str, ...] = ()  # "On" Tuesday
    original: tuple[str, ...] = ()  # between dashes, above what is answered
    forwarded: tuple[str, ...] = ()  # between dashes or alone, above what is forwarded


LANGUAGES = {
    "English": Language(
        *(("From",), ("Sent", "Date", "Sent on", "Sent at"), ("To",), ("Cc", "Bcc", "Copy"), ("Subject", "Re")),
        *(("wrote", "writes"), ("On", "At"), ("Original Message", "Original Mail", "Original e-mail", "Reply Message")),
        ("Forwarded message", "Forwarded by", "Begin forwarded message", "Forwarded Mail"),
    ),
    "German": Language(
        *(("Von",), ("Gesendet", "Gesendet am", "Datum"), ("An",), ("Cc", "Kopie", "Kopie (CC)", "Bcc"), ("Betreff",)),
        *(("schrieb", "schrieben", "geschrieben"), ("Am", "Den")),
        ("Ursprüngliche Nachricht", "Originalnachricht", "Original-Nachricht", "Original Nachricht"),
        *(
            (
                "Weitergeleitete Nachricht",
                "Anfang der weitergeleiteten Nachricht",
                "Anfang der weitergeleiteten E-Mail",
            ),
        ),
    ),
    "French": Language(
        *(
            ("De", "Expéditeur"),
            ("Envoyé", "Envoyé le", "Date", "Date d'envoi"),
            ("À", "A", "Pour"),
            ("Cc", "Copie", "Cci"),
        ),
        *(
            ("Objet", "Sujet"),
            ("a écrit", "écrit"),
            ("Le",),
            ("Message d'origine", "Message original", "Message initial"),
        ),
        (
            *("Message transféré", "Message réexpédié", "Début du message réexpédié", "Début du message transféré"),
            "Message transmis",
        ),
    ),
    "Spanish": Language(
        *(("De",), ("Enviado", "Enviado el", "Fecha", "Fecha de envío"), ("Para", "A"), ("CC", "Cco"), ("Asunto",)),
        *(("escribió",), ("El", "Con fecha"), ("Mensaje original",)),
        ("Mensaje reenviado", "Forwarded message", "Inicio del mensaje reenviado"),
    ),
    "Portuguese": Language(
        *(("De",), ("Enviado", "Enviada", "Enviado em", "Enviada em", "Data"), ("Para",), ("Cc", "Cco"), ("Assunto",)),
        *(("escreveu",), ("Em", "A", "No dia"), ("Mensagem original",)),
        ("Mensagem encaminhada", "Mensagem reencaminhada", "Início da mensagem reencaminhada"),
    ),
    "Catalan": Language(
        *(("De",), ("Enviat", "Enviat el", "Data"), ("Per a", "A"), ("Cc", "A/c"), ("Tema", "Assumpte")),
        *(("va escriure", "ha escrit"), ("El", "Missatge de"), ("Missatge original",), ("Missatge reenviat",)),
    ),
    "Italian": Language(
        *(("Da",), ("Inviato", "Inviato il", "Data"), ("A", "Per"), ("Cc", "Ccn"), ("Oggetto",)),
        *(("ha scritto", "scrive"), ("Il", "Il giorno", "In data", "Data"), ("Messaggio originale",)),
        ("Messaggio inoltrato", "Inizio messaggio inoltrato", "Inizio del messaggio inoltrato"),
    ),
    "Romanian": Language(
        *(
            ("De la", "Expeditor", "De"),
            ("Trimis", "Trimis la", "Data"),
            ("Către", "Catre", "La"),
            ("Cc",),
            ("Subiect",),
        ),
        *(
            ("a scris",),
            ("Pe", "În", "La"),
            ("Mesaj original", "Mesajul original"),
            ("Mesaj redirecționat", "Începe mesajul redirecționat"),
        ),
    ),
    "Dutch": Language(
        *(("Van",), ("Verzonden", "Verzonden op", "Datum"), ("Aan",), ("Cc", "Kopie"), ("Onderwerp",)),
        *(("schreef", "geschreven", "geskryf"), ("Op",)),
        *(("Oorspronkelijk bericht", "Origineel bericht"), ("Doorgestuurd bericht", "Begin doorgestuurd bericht")),
    ),
    "Danish": Language(
        *(("Fra",), ("Sendt", "Dato"), ("Til",), ("Cc", "Kopi"), ("Emne",), ("skrev",), ("Den", "På")),
        ("Oprindelig meddelelse", "Original meddelelse", "Oprindelig besked", "Oprindelig mail"),
        ("Videresendt besked", "Start på videresendt besked", "Videresendt meddelelse"),
    ),
    "Norwegian": Language(
        *(("Fra",), ("Sendt", "Dato"), ("Til",), ("Kopi", "Cc"), ("Emne",), ("skrev",), ("Den", "På")),
        ("Opprinnelig melding", "Original melding", "Opprinnelig e-post"),
        ("Videresendt melding", "Start på videresendt melding"),
    ),
    "Nynorsk": Language(
        *(("Frå",), ("Sendt", "Dato"), ("Til",), ("Kopi", "Cc"), ("Emne",), ("skreiv", "skrev"), ("Den",)),
        *(("Opphavleg melding", "Opprinneleg melding"), ("Vidaresendt melding",)),
    ),
    "Swedish": Language(
        *(("Från",), ("Skickat", "Skickat den", "Datum"), ("Till",), ("Kopia", "Cc"), ("Ämne",), ("skrev",), ("Den",)),
        *(
            ("Ursprungligt meddelande", "Originalmeddelande"),
            ("Vidarebefordrat meddelande", "Vidarebefordrat brev", "Vidarebefordrat mejl"),
        ),
    ),
    "Icelandic": Language(
        *(("Frá",), ("Sent", "Dagsetning"), ("Til",), ("Afrit",), ("Efni",), ("skrifaði",), ("Þann",)),
        ("Upprunaleg skilaboð", "Upphafleg skilaboð"),
    ),
    "Finnish": Language(
        *(("Lähettäjä",), ("Lähetetty", "Päivämäärä", "Pvm", "Päiväys"), ("Vastaanottaja", "Saaja"), ("Kopio",)),
        *(
            ("Aihe",),
            ("kirjoitti",),
            (),
            ("Alkuperäinen viesti",),
            ("Edelleenlähetetty viesti", "Välitetty viesti", "Välitetty viesti alkaa"),
        ),
    ),
    "Estonian": Language(
        *(("Saatja", "Kellelt"), ("Saadetud", "Kuupäev"), ("Adressaat", "Kellele", "Saaja"), ("Koopia",)),
        *(("Teema",), ("kirjutas",), ("Kuupäeval",), ("Algne sõnum", "Algne kiri"), ("Edastatud kiri",)),
    ),
    "Latvian": Language(
        *(("No",), ("Nosūtīts", "Datums"), ("Kam",), ("Kopija",), ("Temats", "Tēma"), ("rakstīja", "raksta")),
        *(("Datums",), ("Sākotnējais ziņojums", "Oriģinālais ziņojums"), ("Pārsūtīta ziņa",)),
    ),
    "Lithuanian": Language(
        *(("Nuo", "Siuntėjas"), ("Išsiųsta", "Data"), ("Kam", "Gavėjas"), ("Kopija",), ("Tema",), ("rašė",)),
        *((), ("Pradinis laiškas", "Originalus laiškas"), ("Persiųstas laiškas",)),
    ),
    "Polish": Language(
        *(("Od",), ("Wysłano", "Wysłane", "Data"), ("Do",), ("DW", "Do wiadomości", "Cc", "Kopia"), ("Temat",)),
        *(("napisał(a)", "napisał", "napisała", "pisze", "nadesłał", "napisana przez"), ("W dniu", "Dnia")),
        *(
            ("Oryginalna wiadomość", "Wiadomość oryginalna"),
            (
                *("Wiadomość przekazana dalej", "Treść przekazanej wiadomości", "Początek przekazywanej wiadomości"),
                *("Przekazana wiadomość", "Wiadomość przesłana dalej"),
            ),
        ),
    ),
    "Czech": Language(
        *(("Od", "Odesílatel"), ("Odesláno", "Datum", "Odesláno dne"), ("Komu", "Pro"), ("Kopie", "Cc"), ("Předmět",)),
        *(("napsal(a)", "napsal", "napsala"), ("Dne", "V"), ("Původní zpráva", "Původní e-mail")),
        ("Přeposlaná zpráva", "Předaná zpráva", "Začátek přeposílané zprávy"),
    ),
    "Slovak": Language(
        *(("Od",), ("Odoslané", "Dátum"), ("Komu", "Pre"), ("Kópia",), ("Predmet",)),
        *(
            ("napísal(a)", "napísal", "napísala"),
            ("Dňa",),
            ("Pôvodná správa",),
            ("Preposlaná správa", "Začiatok preposlanej správy"),
        ),
    ),
    "Slovene": Language(
        *(("Od", "Pošiljatelj"), ("Poslano", "Datum"), ("Za", "Prejemnik"), ("Kp", "Kopija"), ("Zadeva",)),
        *(("je napisal(a)", "je napisal", "je napisala"), ("Dne",), ("Izvirno sporočilo",), ("Posredovano sporočilo",)),
    ),
    "Croatian and Serbian": Language(
        *(("Od",), ("Poslano", "Poslato", "Datum"), ("Za", "Prima"), ("Kopija", "Cc"), ("Predmet", "Tema", "Naslov")),
        *(("je napisao/la", "napisao", "napisala", "je napisao", "je napisala"), ("Dana",)),
        *(
            ("Izvorna poruka", "Originalna poruka"),
            ("Proslijeđena poruka", "Prosleđena poruka", "Započni proslijeđenu poruku"),
        ),
    ),
    "Hungarian": Language(
        *(("Feladó", "Küldő"), ("Elküldve", "Küldve", "Dátum"), ("Címzett",), ("Másolatot kap", "Másolat"), ("Tárgy",)),
        *(
            ("ezt írta", "írta", "a következőt írta"),
            (),
            ("Eredeti üzenet",),
            ("Továbbított üzenet", "Továbbított levél kezdete"),
        ),
    ),
    "Turkish": Language(
        *(
            ("Kimden", "Gönderen"),
            ("Gönderildi", "Tarih", "Gönderme Tarihi", "Gönderilme", "Gönderilen"),
            ("Kime", "Alıcı"),
        ),
        *(("Bilgi", "Cc"), ("Konu",), ("şunu yazdı", "yazdı", "şunları yazdı"), ()),
        ("Özgün İleti", "Orijinal İleti", "Orijinal Mesaj", "İlk İleti"),
        ("İletilen ileti", "İletilen İleti", "Yönlendirilen ileti", "İletilmiş Mesaj", "İleti başlangıcı"),
    ),
    "Russian": Language(
        *(("От", "От кого"), ("Отправлено", "Дата", "Дата отправки"), ("Кому",), ("Копия", "Cc"), ("Тема",)),
        *(("написал(а)", "написал", "написала", "пишет", "писал(а)"), ()),
        *(
            ("Исходное сообщение", "Оригинальное сообщение", "Original Message"),
            ("Пересылаемое сообщение", "Перенаправленное сообщение", "Начало переадресованного сообщения"),
        ),
    ),
    "Ukrainian": Language(
        *(("Від", "Від кого"), ("Надіслано", "Дата", "Відправлено"), ("Кому",), ("Копія",), ("Тема",)),
        *(("пише", "написав(ла)", "написав", "написала"), (), ("Початкове повідомлення", "Оригінальне повідомлення")),
        ("Переслане повідомлення", "Перенаправлене повідомлення", "Початок листа, що пересилається"),
    ),
    "Bulgarian": Language(
        *(("От",), ("Изпратено", "Дата"), ("До",), ("Копие",), ("Относно", "Тема"), ("написа", "пише"), ("На",)),
        *(("Оригинално съобщение", "Първоначално съобщение"), ("Препратено съобщение",)),
    ),
    "Greek": Language(
        *(("Από",), ("Στάλθηκε", "Ημερομηνία", "Απεστάλη"), ("Προς",), ("Κοιν.", "Κοινοποίηση"), ("Θέμα",)),
        *(("έγραψε",), ("Στις",), ("Αρχικό μήνυμα", "Πρωτότυπο μήνυμα"), ("Προωθημένο μήνυμα",)),
    ),
    "Hebrew": Language(
        *(("מאת",), ("נשלח", "תאריך"), ("אל",), ("עותק",), ("נושא",), ("כתב", "כתבה", "כתב/ה")),
        *(("בתאריך", "ב-יום", "ביום"), ("הודעה מקורית",)),
    ),
    "Arabic": Language(
        *(("من",), ("تم الإرسال", "التاريخ", "تاريخ الإرسال"), ("إلى",), ("نسخة",), ("الموضوع",)),
        *(("كتب", "كتبت", "تمت كتابة ما يلي بواسطة"), ("في",), ("الرسالة الأصلية",)),
    ),
    "Indonesian": Language(
        *(("Dari",), ("Dikirim", "Terkirim", "Tanggal"), ("Kepada", "Ke"), ("Cc",), ("Perihal", "Subjek")),
        *(("menulis",), ("Pada",), ("Pesan asli",)),
    ),
    "Vietnamese": Language(
        *(("Từ",), ("Đã gửi", "Ngày", "Date"), ("Tới", "Đến"), ("Cc",), ("Chủ đề", "Tiêu đề"), ("đã viết", "viết")),
        *(("Vào",), ("Thư gốc",)),
    ),
    "Thai": Language(
        *(("จาก",), ("ส่ง", "วันที่", "ส่งเมื่อ"), ("ถึง",), ("สำเนา",), ("เรื่อง", "หัวเรื่อง")),
        *(("เขียนว่า", "เขียน"), ("เมื่อ",), ("ข้อความต้นฉบับ", "ข้อความเดิม"), ("ข้อความที่ส่งต่อ",)),
    ),
    "Persian": Language(
        *(("از", "فرستنده"), ("ارسال", "تاریخ"), ("به", "گیرنده"), ("رونوشت",), ("موضوع",), ("نوشت",)),
        *(("در تاریخ", "در"), ("پیام اصلی",), ("پیام هدایت شده",)),
    ),
    "Japanese": Language(
        *(
            ("差出人", "送信者", "From"),
            ("送信日時", "日時", "日付", "Date"),
            ("宛先", "To"),
            ("CC",),
            ("件名", "Subject"),
        ),
        *(("さんは書きました", "が書きました", "のメール", "wrote"), (), ("元のメッセージ", "Original Message")),
        ("転送されたメッセージ", "転送メッセージ", "メッセージを転送"),
    ),
    "Chinese": Language(
        *(
            ("发件人", "寄件者", "寄件人", "發件人"),
            ("发送时间", "发送日期", "日期", "时间", "寄件日期", "傳送時間", "已傳送"),
        ),
        *(
            ("收件人", "收件者"),
            ("抄送", "副本", "副本抄送"),
            ("主题", "主旨", "主題"),
            ("写道", "寫道"),
            ("在", "于", "於"),
        ),
        *(("原始邮件", "邮件原件", "原始郵件", "原郵件"), ("转发的邮件", "轉寄的郵件", "转发邮件信息")),
    ),
    "Korean": Language(
        *(
            ("보낸 사람", "보낸사람", "발신"),
            ("보낸 날짜", "보낸날짜", "날짜", "발신일"),
            ("받는 사람", "받는사람", "수신"),
        ),
        *(
            ("참조",),
            ("제목",),
            ("님이 작성", "작성", "님이 쓴 글"),
            (),
            ("원본 메시지", "원본 메일"),
            ("전달된 메시지",),
        ),
    ),
}

# What stands beside a day, a time or a name in the line that says who wrote, beyond what it begins with.
BESIDE_A_MOMENT = frozenset(
    (
        "at on of the from via am pm a.m p.m a p h hrs z gmt utc cet cest wet west eet eest msk est edt cst "
        "cdt mst mdt pst pdt bst ist um uhr den der von hat heeft het volgende om uur op kl kl. klo le la les "
        "à heures de du d' el los las giorno il alle alla ore ora em às horas v ve o godz. godz g r r. dniu w "
        "wiadomość hod hodin odesílatel odosielateľ ob ura uporabnik u je orele data datą keltezéssel időpont "
        "időpontban tarihinde tarihli saat в г г. о р. від от року час ч ч. στις η ο μ.μ π.μ μμ πμ χρήστης "
        "χρήστρια kell klukkan pukul wib vào lúc thg ngày date følgende følgjande följande пользователь "
        "користувач používateľ času בשעה מאת ב את في م ص بواسطة الساعة ساعت ساعة در เวลา น 님이 于 於 在"
    ).split()
)
# People write these before the name of whom they tell of; what a program knows somebody by begins with a name.
BEFORE_A_NAME = frozenset(
    (
        "as like wie laut comme selon como según conforme segundo come secondo zoals volgens som enligt "
        "ifølge kuten jak jako podle według ahogy как согласно як згідно както όπως here hier mr mrs ms our "
        "their your his this herr herrn frau kollege kollegin kunde kundin rechtsanwalt anwalt unser unsere "
        "ihr ihre dein deine monsieur madame mme mlle maître notre nos votre vos leur leurs señor señora "
        "señorita sra nuestro nuestra vuestro vuestra senhor senhora nosso nossa vosso vossa seu sua signor "
        "signora sig nostro nostra vostro vostra senyor senyora nostre domnul doamna meneer mevrouw dhr mevr "
        "onze fru vores vår vårt våra meidän rouva härra proua kungs kundze ponas ponia pan pani państwo nasz "
        "nasza wasz wasza paní náš naše naša gospod gospa gospodin gospođa gospođica uram kollégám sayın bay "
        "bayan bizim господин госпожа наш наша наши ваш ваша пан пані нашият κύριος κύριοσ κυρία ο η السيد "
        "السيدة آقای خانم bapak ibu ông bà"
    ).split()
)

# What telephones and programs add below a text: a line that begins so, or ends so, and names a device or a program.
SENT_FROM = (
    *("Sent from", "Sent using", "Sent via", "Sent with", "Get Outlook", "Get BlueMail", "Get TypeApp"),
    *("Gesendet von", "Gesendet mit", "Von meinem"),
    *("Holen Sie sich", "Envoyé de", "Envoyé depuis", "Envoyé à partir", "Télécharger", "Télécharge", "Obtenez"),
    *("Enviado desde", "Enviado do", "Enviado de", "Enviado a partir", "Obtener", "Obtenga", "Obter", "Inviato da"),
    *("Scarica", "Ottieni", "Verzonden vanaf", "Verzonden met", "Verstuurd vanaf", "Download", "Outlook voor"),
    *("Sendt fra", "Sendt med", "Hent", "Skaff", "Last ned", "Skickat från", "Hämta", "Lähetetty", "Hanki"),
    *("Wysłano z", "Wysłane z", "Pobierz", "Odesláno z", "Odoslané z", "Získat", "Отправлено с", "Отправлено из"),
    *("Надіслано з", "Στάλθηκε από", "Küldve", "Elküldve", "Trimis de pe", "发自我的", "從我的", "나의"),
)
# Of languages that put it behind the device. None is written in ASCII alone: a line of ASCII is not looked at for them.
SENT_FROM_BEHIND = ("gönderildi", "から送信", "에서 보냄", "傳送", "发送")
DEVICES = (
    *("iPhone", "iPad", "iOS", "Android", "Samsung", "Galaxy", "Outlook", "Mail", "Huawei", "Xiaomi", "Sony", "Nokia"),
    *(
        "BlackBerry",
        "Windows",
        "Yahoo",
        "Gmail",
        "Proton",
        "Spark",
        "Telekom",
        "Vodafone",
        "Orange",
        "Pixel",
        "OnePlus",
        "BlueMail",
        "TypeApp",
    ),
    *(
        "mobile",
        "phone",
        "Handy",
        "Smartphone",
        "Mobiltelefon",
        "Mobilgerät",
        "téléphone",
        "móvil",
        "telefon",
        "celular",
    ),
    *("cellulare", "puhelin", "telefoon", "mobil", "tablet", "телефон", "устройств", "手机", "手機", "휴대"),
)
