"""Headings of quotes: the lines that mail programs put above what they quote, and where those end.

Nobody's own words may be lost: a block of labels is a heading only with a sender and more evidence, and a line that
says who wrote only with an address, or with a day, a time and a name as programs write them. Everything here looks at a
bounded number of lines of bounded length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import islice

from daemon.text.languages import LANGUAGES

LOOKED_AT = 300  # characters of a place that may be a heading
BLOCK = 24  # lines of one, blank ones included
CONTINUED = 8  # lines of one label: recipients are many
LONGEST_MARK = 160  # characters of a line that only programs write
NAME = 120  # characters before an address that a name has at the most
TALL = 3  # lines that "… wrote:" is broken over, at 76 characters, wherever that is


_DASHES = "-_=*"
_AROUND = re.compile(r"^[-*\s\u200e\u200f\u202a-\u202e]{1,40}|[-*\s:\uff1a\u200e\u200f\u202a-\u202e]{1,40}$")


class Label(Enum):
    SENDER = "sender"
    SENT = "sent"
    TO = "to"
    CC = "cc"
    SUBJECT = "subject"


_OFFSET = re.compile(r"^(?:[:.]\d\d)?\s*(?:(?:GMT|UTC|CES?T)?\s?[+-]\d\d:?\d\d)?\s*(?:\((?:GMT|UTC)[^)]{0,12}\))?")


def _labels() -> dict[str, dict[str, Label]]:
    found: dict[str, dict[str, Label]] = {}
    for name, one in LANGUAGES.items():
        for label, words in (
            (Label.CC, one.cc),
            (Label.TO, one.to),
            (Label.SENT, one.sent),
            (Label.SUBJECT, one.subject),
            (Label.SENDER, one.sender),
        ):
            for word in words:
                found.setdefault(_folded(word), {})[name] = label
    for word in ("Cc", "Bcc", "Reply-To", "Antwort an", "Svar til", "Répondre à"):
        found.setdefault(_folded(word), {}).update(dict.fromkeys(LANGUAGES, Label.CC))
    return found


def _folded(word: str) -> str:
    return "".join(word.split()).casefold()


_KNOWN = _labels()

_MARKS = re.compile(r"^(?:[ \t]*>)+ ?")
_LABEL = re.compile(r"[>*|\s]{0,20}([^\W\d_][^:\uff1a\n*]{0,24}?)\s?\*?\s?[:\uff1a]\*?(?!//)")
_ADDRESS = re.compile(r"[^\s@<>()\[\]:;,\"']{1,64}@[^\s@<>()\[\]:;,\"']{1,190}\.[^\W\d_][\w-]{1,60}")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h\uff1a]\d\d(?!\d)|\d{1,2}\s?(?:[AaPp]\.?[Mm]\b|Uhr|h\b|時|时|點|点|시)")

_RULE = re.compile(r"[-_=*\u2500\u2014]{5,}")


def _dashed(words: Sequence[str]) -> str:
    return "|".join(sorted({re.escape(word).replace(r"\ ", r"[ \t]+") for word in words}, key=len, reverse=True))


_ORIGINAL = re.compile(
    rf"[-_=*\s]{{0,60}}(?:{_dashed([w for one in LANGUAGES.values() for w in one.original])})[-_=*\s:]{{0,60}}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    rf"[-_=*\s]{{0,60}}(?:{_dashed([w for one in LANGUAGES.values() for w in one.forwarded])})[^\n]{{0,80}}",
    re.IGNORECASE,
)
_NOTES = re.compile(r"[^\n]{1,80} ?-{3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?-{3}")

_CJK = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af"
_VERBS = re.compile(
    "|".join(
        rf"(?<![^\W{_CJK}]){_dashed([verb])}(?![^\W{_CJK}])"
        if verb[0].isalpha() and verb[0] < "\u1100"
        else re.escape(verb)
        for verb in sorted({v for one in LANGUAGES.values() for v in one.wrote}, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_WEEKDAYS = (
    "mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|gio|sab|"
    "man|tir|ons|tor|fre|lør|søn|mån|tis|lör|sön|ma|ti|ke|to|pe|la|su|pon|wt|śr|czw|pt|sob|niedz|po|út|st|čt|pá|so|ne|"
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя|"
    "пн|вт|ср|чт|пт|сб|вс|нд|pzt|sal|çar|per|cum|cmt|paz|δευ|τρι|τετ|πεμ|παρ|σαβ|κυρ|hé|sze|csü|pén|szo|vas|wo|vr|za|zo|"
    "pirm|antr|treč|tors|h|k|p|lu|mie|joi|vin|sâm|du|dl|dt|dc|dj|dv|ds|dg"
)
_PREFIX = re.compile(
    r"(?:" + _dashed([word for one in LANGUAGES.values() for word in one.begins]) + r")(?![^\W\d_])"
    rf"|(?:{_WEEKDAYS})\w{{0,12}}[.,]?\s",
    re.IGNORECASE,
)
_BEGINS = re.compile(rf"{_PREFIX.pattern}|\d|[{_CJK}]|<|\"|\(", re.IGNORECASE)
# A heading's first word within a line, with a day behind it.
_OPENERS = re.compile(
    r"(?:(?<=[\s\-\u2013\u2014.!?,;:)])(?:"
    + _dashed([word for one in LANGUAGES.values() for word in one.begins])
    + r")\s+)"
    r"(?=\d|[^\W\d_]{2,15}[.,]{0,2}\s)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W{0,10}(?:" + _dashed([word for one in LANGUAGES.values() for word in one.begins]) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE = re.compile(r"[!?]|\.(?:\s|$)")
_OPENINGS = 5  # so many of one line are looked at
_BY_SOMEBODY = re.compile(
    r"(?:^|[\s,(])(?:I|we|you|he|she|they|as|ich|wir|du|ihr|sie|er|wie|jeg|vi|dere|han|hun|som|jag|ni|hon|je|j'|nous|vous|tu|"
    r"il|elle|on|comme|yo|tú|usted|nosotros|como|eu|você|nós|io|noi|lei|come|ik|wij|u|jij|hij|zij|zoals|minä|sinä|kuten|ja|my|já|"
    r"jak|я|мы|вы|ты|он|она|как)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"[,;]?\s*(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}'|(?:(?:von|van|de|der|den|del|della|da|di|dos|du|la|le|al|bin|el|ten|ter|zu|zum|af|av|y|e)\s+"
    rf"|[\"'(]?(?:[A-Z\u00c0-\u00de\u0100-\u024f\u0370-\u1fff{_CJK}\u0590-\u06ff][\w.'’{_CJK}-]*)[\"'),]*\s*){{1,7}})"
)


def may_be_heading(line: str) -> bool:
    """A cheap look, before `heading` looks closer: most lines have no sign of one."""
    line = line[: 2 * LOOKED_AT]
    if line[:1] in _DASHES and len(line) <= LONGEST_MARK:
        return bool(line.strip(_DASHES + " "))
    if ":" in line or "\uff1a" in line:
        found = _LABEL.match(line)
        is_label = found is not None and _folded(found[1]) in _KNOWN
        return is_label or "---" in line or line.rstrip("\u202a-\u202e\u200e\u200f").endswith((":", "\uff1a", ":*"))
    return False


def heading(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """The first line of the heading that begins or ends with this line, and the one after it; None when it is none."""
    line = lines[at][: 2 * LOOKED_AT]
    if _is_mark(line):
        return at, _with_block(lines, at + 1)
    block = _block(lines, at)
    if block is not None:
        return at, block
    return _wrote(lines, at)


def is_rule(line: str) -> bool:
    """A line that parts a text from what is quoted below it."""
    return len(line) <= 200 and _RULE.fullmatch(line.strip()) is not None


def _is_mark(line: str) -> bool:
    """What only mail programs write: "-----Original Message-----", "Begin forwarded message:"."""
    line = _MARKS.sub("", line).strip()
    if len(line) > LONGEST_MARK or not line:
        return False
    if not (line[0] in _DASHES or line.endswith((":", "\uff1a"))):
        return "---" in line and _NOTES.match(line) is not None
    if _ORIGINAL.fullmatch(line):
        return line[0] in _DASHES and line[-1] in _DASHES + ":"
    if _FORWARDED.fullmatch(line):
        return line[0] in _DASHES or line.endswith((":", "\uff1a"))
    return False


def _with_block(lines: Sequence[str], at: int) -> int:
    """Behind a mark: after the block of labels that follows it, whatever is missing in that."""
    first = at
    while first < len(lines) and first < at + 3 and not lines[first].strip():
        first += 1
    if first >= len(lines):
        return at
    after, labels, _ = _labelled(lines, first)
    return after if len(labels) > 1 or Label.SENDER in labels else at


def _block(lines: Sequence[str], at: int) -> int | None:
    """Where a block of labels that begins here ends; None when it may be somebody's own words."""
    after, labels, sender = _labelled(lines, at)
    if len(labels) < 2 or Label.SENDER not in labels:
        return None
    if _ADDRESS.search(sender):
        return after
    sent = labels.get(Label.SENT, "")
    is_dated = bool(_DIGIT.search(sent)) and bool(sender.strip())
    return after if is_dated and Label.SUBJECT in labels else None


def _labelled(lines: Sequence[str], at: int) -> tuple[int, dict[Label, str], str]:
    """The lines from here on that have labels of one language: where they end, what each says, and the sender's."""
    labels: dict[Label, str] = {}
    languages: set[str] = set()
    after, last, continued = at, None, 0
    for below in range(at, min(len(lines), at + BLOCK)):
        line = _MARKS.sub("", lines[below][: 2 * LOOKED_AT])
        if not line.strip():
            continued = CONTINUED  # a blank line ends what a label says, and not the block
            if after < below:
                break
            continue
        found = _LABEL.match(line)
        known = _KNOWN.get(_folded(found[1])) if found else None
        here = languages & known.keys() if known and languages else set(known or ())
        label = next((known[name] for name in sorted(here)), None) if known else None
        if found and label is not None and label not in (labels.keys() - {Label.CC, Label.TO}):
            languages, last, continued = here, label, 0
            labels[label] = line[found.end() :]
            after = below + 1
            continue
        if last is None or continued >= CONTINUED or not _continues(line, labels[last], last):
            break
        labels[last] += " " + line
        continued += 1
        after = below + 1
    return after, labels, labels.get(Label.SENDER, "")


def _continues(line: str, said: str, label: Label) -> bool:
    """Whether a line without a label goes on with what the label above it says."""
    if not said.strip():
        return True  # the label stands alone in its line
    if label in (Label.SENDER, Label.TO, Label.CC):
        return (
            line.lstrip()[0] in "<(["
            or said.rstrip().endswith((",", ";"))
            or said.count("[") > said.count("]")  # "[mailto:" at a line's end
            or (bool(_ADDRESS.search(line)) and line.rstrip().endswith((">", ";", ",", ")")))
        )
    return False


def _wrote(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    end = _short(lines[at])
    is_dashed = end.startswith("----") or end.endswith("----")
    if not is_dashed and not end.endswith((":", "\uff1a", ":*")):
        return None
    if is_dashed and _is_named_mark(end):
        return at, at + 1
    found: tuple[int, int] | None = None
    said, moment, is_quoted = "", 0, _is_quoted_below(lines, at + 1)
    for above in range(TALL):
        first = at - above
        if first < 0 or not lines[first].strip():
            break
        line = _short(lines[first])
        said = f"{line} {said}".strip()
        if len(said) > LOOKED_AT or (above and line.endswith((".", "!", "?", ":", ";"))):
            break
        is_more = found is None or (_PREFIX.match(line) and _DIGIT.search(line)) or (not moment and _moment(said))
        moment = _moment(said)
        if is_more and (says_who_wrote(said) or (is_quoted and moment and _says_when(said))):
            found = first, at + 1
            if moment and _BEGINS.match(said):
                break  # all of it is there: what stands above is something else
    return found


def _is_named_mark(line: str) -> bool:
    """ "---- Ann Client wrote ----", as programs on telephones have it."""
    if not (line.startswith("----") and line.endswith("----")):
        return False
    said = line.strip(_DASHES + " ")
    verb = next(_VERBS.finditer(said), None)
    return verb is not None and verb.end() == len(said) and _is_name(said[: verb.start()])


def _is_quoted_below(lines: Sequence[str], at: int) -> bool:
    below = next((lines[n] for n in range(at, min(at + 3, len(lines))) if lines[n].strip()), "")
    return below.lstrip()[:1] == ">"


def _says_when(line: str) -> bool:
    """Of a line right above what is quoted: day, time, and the verb at its end tell enough, whatever the name is."""
    verbs = list(_VERBS.finditer(line))
    return (
        bool(verbs)
        and verbs[-1].end() >= len(line) - 3
        and bool(_BEGINS.match(line))
        and not _BY_SOMEBODY.search(line[: verbs[-1].start()])
    )


def says_who_wrote(line: str) -> bool:
    """True for "On Tuesday, 10 March 2026 at 12:00, Ann <ann@client.example> wrote:" as programs write it."""
    line = _AROUND.sub("", line)
    address = _ADDRESS.search(line)
    verb = next(_VERBS.finditer(line), None)
    if verb is None:
        return _without_a_verb(line, address)
    before = line[: verb.start()]
    if _BY_SOMEBODY.search(before):
        return False
    if address is not None:
        beside = line[: address.start()] + line[address.end() :]
        is_whole = bool(_DIGIT.search(beside)) or verb.end() >= len(line) - 2
        return is_whole and (bool(_BEGINS.match(line)) or address.start() < NAME)
    moment = _moment(line)
    if not moment or not _BEGINS.match(line):
        return False
    between = line[moment : verb.start()]
    return _is_name(between) or _is_name(line[verb.end() :])


def said_before(line: str) -> str:
    """What stands before a heading on its line: "Yes! On Tue, 10 March 2026 at 12:00, ann@client.example wrote:"."""
    line = line[:LOOKED_AT]
    address = _ADDRESS.search(line)
    if address is None:
        return ""
    head = line[: address.start()]
    for opener in islice(_OPENERS.finditer(head), _OPENINGS):
        before = head[: opener.start()].rstrip(" \t")
        # "Am Dienstag, den 10. März": the heading begins with the first of them.
        if _moment(head[opener.end() :]) and (not _OPENS.match(head) or _ENDS_A_SENTENCE.search(before)):
            return before
    return ""


def _moment(line: str) -> int:
    """Where a day and a time in the line end; 0 without both."""
    day = _YEAR.search(line)
    if day is None:
        return 0
    times = [time.end() for time in _TIME.finditer(line) if time.start() >= day.end() or time.end() <= day.start()]
    return max(day.end(), *times) if times else 0


def _without_a_verb(line: str, address: re.Match[str] | None) -> bool:
    """Gmail in Russian, Japanese and as it was, Yandex: a moment, a name, and the address at the end."""
    if address is None or address.end() < len(line) - 4 or not _BEGINS.match(line):
        return False
    moment = _moment(line[: address.start()])
    if not moment:
        return False
    name = _OFFSET.sub("", line[moment : address.start()]).strip(" <([,\u200e\u200f\u202a\u202c")
    return name == "" or _is_name(name) or name.startswith(("מאת", "от "))


def _is_name(text: str) -> bool:
    """Words as names have them: at most a few, each with a capital letter, or in quotation marks."""
    text = _OFFSET.sub("", text)
    text = re.sub(
        r"^\s*(?:[AaPp]\.?\s?[Mm]\.?|Uhr|ο χρήστης|η χρήστρια|o\b|um\b|kl\.?|h\b|keltezéssel)?[\s,;]*", "", text
    ).strip(" ,;<>()")
    return bool(text) and len(text) <= 100 and _NAME.fullmatch(text) is not None


def _short(line: str) -> str:
    return " ".join(_MARKS.sub("", line[: 2 * LOOKED_AT]).split())[:LOOKED_AT]
