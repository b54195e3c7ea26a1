"""Lines that say who wrote what stands below them: "On Tuesday, 10 March 2026 at 12:00, Ann wrote:". Pure.

Here are their words, and what is enough right above what is marked as quoted, where nothing but the line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from daemon.text.languages import LANGUAGES

LOOKED_AT = 300  # characters of a place that may be a heading


AROUND = re.compile(r"^[-*\s\u200e\u200f\u202a-\u202e]{1,40}|[-*\s:\uff1a\u200e\u200f\u202a-\u202e]{1,40}$")

_OFFSET = re.compile(
    r"^(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\b\.?)?\s*(?:(?:GMT|UTC|CES?T)?\s?[+-]\d\d:?\d\d)?\s*(?:\((?:GMT|UTC)[^)]{0,12}\))?"
)

ADDRESS = re.compile(r"[^\s@<>()\[\]:;,\"']{1,64}@[^\s@<>()\[\]:;,\"']{1,190}\.[^\W\d_][\w-]{1,60}")
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h\uff1a]\d\d(?!\d)|\d{1,2}\s?(?:[AaPp]\.?[Mm]\b|Uhr|h\b|時|时|點|点|시)")


def dashed(words: Sequence[str]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\ ", r"[ \t]+") for word in words}, key=len, reverse=True))


CJK = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
_VERB_WORDS = sorted({v for one in LANGUAGES.values() for v in one.wrote}, key=len, reverse=True)
_APART = [verb for verb in _VERB_WORDS if verb[0].isalpha() and verb[0] < "\u1100"]
# The edges of a word stand there once for all of them: compiled for each, they took half a second of every start.
VERBS = re.compile(
    rf"(?<![^\W{CJK}])(?:{'|'.join(dashed([verb]) for verb in _APART)})(?![^\W{CJK}])|"
    + "|".join(re.escape(verb) for verb in _VERB_WORDS if verb not in _APART),
    re.IGNORECASE,
)
_WEEKDAYS = (
    "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|gio|sab|"
    "man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|ma|ti|ke|to|pe|la|su|pon|wt|śr|czw|pt|sob|niedz|po|út|st|čt|pá|so|ne|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя|"
    "пн|вт|ср|чт|пт|сб|вс|нд|pzt|sal|çar|per|cum|cmt|paz|δευ|τρι|τετ|πεμ|παρ|σαβ|κυρ|hé|sze|csü|pén|szo|vas|wo|vr|za|zo|"
    "pirm|antr|treč|tors|h|k|p|lu|mie|joi|vin|sâm|du|dl|dt|dc|dj|dv|ds|dg"
)
PREFIX = re.compile(
    r"(?:" + dashed([word for one in LANGUAGES.values() for word in one.begins]) + r")(?![^\W\d_])"
    rf"|(?:{_WEEKDAYS})\w{{0,12}}[.,]?\s",
    re.IGNORECASE,
)
BEGINS = re.compile(rf"{PREFIX.pattern}|\d|[{CJK}]|<|\"|\(", re.IGNORECASE)
# A heading's first word within a line, with a day behind it.
_OPENERS = re.compile(
    r"(?:(?<=[\s\-\u2013\u2014.!?,;:)])(?:"
    + dashed([word for one in LANGUAGES.values() for word in one.begins])
    + r")\s+)"
    r"(?=\d|[^\W\d_]{2,15}[.,]{0,2}\s)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W{0,10}(?:" + dashed([word for one in LANGUAGES.values() for word in one.begins]) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = re.compile(r"[!?]|\.(?:\s|$)")
_OPENINGS = 5  # so many of one line are looked at
BY_SOMEBODY = re.compile(
    r"(?:^|[\s,(])(?:I|we|you|he|she|they|as|ich|wir|du|ihr|sie|er|wie|jeg|vi|dere|han|hun|som|jag|ni|hon|je|j'|nous|vous|tu|"
    r"il|elle|on|comme|yo|tú|usted|nosotros|como|eu|você|nós|io|noi|lei|come|ik|wij|u|jij|hij|zij|zoals|minä|sinä|kuten|ja|my|já|"
    r"jak|я|мы|вы|ты|он|она|как)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    {
        *(
            "von",
            "van",
            "de",
            "der",
            "den",
            "del",
            "della",
            "da",
            "di",
            "dos",
            "du",
            "la",
            "le",
            "al",
            "bin",
            "el",
            "ten",
        ),
        *("ter", "zu", "zum", "af", "av", "y", "e", "via", "from", "-", "\u2013", "|", "/", "@", "&"),
    }
)
_NAMES_WORD = re.compile(rf"[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u1fff{CJK}\u0590-\u06ff][\w.'\u2019{CJK}-]*")
_NICK = re.compile(r"[^\W\d_][\w.-]{0,30}[._\d][\w.-]{1,30}")
_QUOTED_NAME = re.compile(r"\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'")
_NAMES_WORDS = 8


# A day, also without a year.
_MONTH = (
    "(?:jan|feb|mar|apr|ma[ijy]|jun|jul|aug|sep|o[ck]t|nov|de[csz]|janv|févr|avr|jui|août|déc|ene|abr|ago|dic|gen|mag|giu|"
    "lug|set|ott|mrt)"
)
_DAY = re.compile(
    rf"\d{{1,4}}[./-]\d{{1,2}}(?!\d)|{_MONTH}[^\W\d_]{{0,9}}[.,]?\s+\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}\.?\s+(?:of\s+|de\s+)?{_MONTH}",
    re.IGNORECASE,
)
# Horde's, and mutt's.
_QUOTED = r"[^\s<>@]{1,64}@[^\s<>@]{3,190}"
_QUOTING = re.compile(
    r"(?:Quoting|Zitat von|Citando(?: a)?|Mensaje citado por|Citerar|Citerer|Citace(?: od)?|Idézet|Lainaus|Cytat od|"
    rf"Cytowanie|Selon)\s+(?:[^\s<>@]{{1,40}}\s+){{0,5}}<?{_QUOTED}>?\s*:|"
    rf"\*\s+[^<>\n]{{0,80}}<{_QUOTED}>\s+\[\d[^\[\]\n]{{4,40}}\]\s*:",
    re.IGNORECASE,
)


def is_above_a_quote(line: str) -> bool:
    """Of a line right above what is quoted, which stays if it is none: less has to be told there."""
    if _says_when(line):
        return bool(moment_in(line) or _DAY.search(line))
    address = ADDRESS.search(line)
    is_dated = address is not None and address.end() >= len(line) - 4 and line[0].isdigit() and bool(YEAR.search(line))
    return is_dated or _QUOTING.fullmatch(line) is not None


def _says_when(line: str) -> bool:
    """Of a line right above what is quoted: day, time, and the verb at its end tell enough, whatever the name is."""
    verbs = list(VERBS.finditer(line))
    return (
        bool(verbs)
        and verbs[-1].end() >= len(line) - 3
        and bool(BEGINS.match(line))
        and not BY_SOMEBODY.search(line[: verbs[-1].start()])
    )


def said_before(line: str) -> str:
    """What stands before a heading on its line: "Yes! On Tue, 10 March 2026 at 12:00, ann@client.example wrote:"."""
    line = line[:LOOKED_AT]
    address = ADDRESS.search(line)
    if address is None:
        return ""
    head = line[: address.start()]
    for opener in islice(_OPENERS.finditer(head), _OPENINGS):
        before = head[: opener.start()].rstrip(" \t")
        # "Am Dienstag, den 10. März": the heading begins with the first of them.
        if moment_in(head[opener.end() :]) and (not _OPENS.match(head) or _ENDS_A_SENTENCE.search(before)):
            return before
    return ""


def moment_in(line: str) -> int:
    """Where a day and a time in the line end; 0 without both."""
    day = YEAR.search(line)
    if day is None:
        return 0
    times = [time.end() for time in _TIME.finditer(line) if time.start() >= day.end() or time.end() <= day.start()]
    return max(day.end(), *times) if times else 0


def is_name(text: str) -> bool:
    """Words as names have them: at most a few, each with a capital letter, or in quotation marks; or one nickname."""
    text = _OFFSET.sub("", text)
    text = re.sub(
        r"^\s*(?:[AaPp]\.?\s?[Mm]\.?|Uhr|ο χρήστης|η χρήστρια|o\b|um\b|kl\.?|h\b|keltezéssel)?[\s,;]*", "", text
    ).strip(" ,;<>()")
    if not text or len(text) > 100:
        return False
    words = text.split()
    if _QUOTED_NAME.fullmatch(text) or (len(words) == 1 and _NICK.fullmatch(text)):
        return True
    return (
        len(words) <= _NAMES_WORDS
        and words[-1] not in _PARTICLES
        and all(word in _PARTICLES or _NAMES_WORD.fullmatch(word.strip("\"'(),")) for word in words)
    )


def named_mark(line: str) -> str:
    """Who wrote by "---- Ann Client wrote ----", as programs on telephones have it; "" of any other line."""
    if not (line.startswith("----") and line.endswith("----")):
        return ""
    said = line.strip("-_=* ")
    verb = next(VERBS.finditer(said), None)
    name = said[: verb.start()].strip() if verb is not None and verb.end() == len(said) else ""
    return name if is_name(name) else ""
