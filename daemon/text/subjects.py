"""What programs put before a subject when a mail is answered or forwarded. Pure."""

from __future__ import annotations

import re

# As programs write it, in whatever case: Outlook and Exchange in their languages, then Lotus Notes and webmailers.
# A word that people begin their own subjects with, such as "Info:", is none of these.
_WORDS = (
    # English, Latin; Spanish, Portuguese, French, Italian, Romanian, Catalan
    *("re", "fw", "fwd", "rv", "reenv", "res", "enc", "tr", "réf", "ref", "rép", "rif", "r", "i", "inoltra", "ynt"),
    # German, Dutch, Danish, Norwegian, Swedish, Icelandic, Finnish, Estonian
    *("aw", "antw", "antwort", "antwoord", "wg", "wtr", "doorst", "betr", "sv", "svar", "vs", "vb", "vl", "fs"),
    # Polish, Czech, Slovak, Slovenian, Croatian, Hungarian, Latvian, Lithuanian, Turkish, Welsh, Indonesian, Vietnamese
    *("odp", "pd", "odg", "vá", "továbbítás", "ats", "atb", "ilt", "i̇lt", "yml", "bls", "trs"),
    *("trả lời", "chuyển tiếp", "tl"),
    # Greek, Russian, Ukrainian, Bulgarian, Serbian
    *("απ", "απαντ", "σχετ", "πρθ", "ответ", "отв", "на", "пересл", "відп", "одг", "отг", "прос", "прен"),
    # Chinese, Japanese, Korean, Hebrew, Arabic, Thai
    *("回复", "回覆", "答复", "答覆", "转发", "轉寄", "轉發", "返信", "転送", "답장", "회신", "전달"),
    *("תגובה", "השב", "הועבר", "העבר", "رد", "إعادة توجيه", "ตอบ", "ส่งต่อ"),
)
_UNSEEN = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_COUNTER = r"(?:\s?[\[(]\s?\d{1,4}\s?[\])]|\s?[\^*]\d{1,3}|\d{1,3})?"  # Re[2]: RE (3): Re^2: Re2:
_PREFIX = re.compile(
    rf"\s{{0,8}}(?:{'|'.join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))}){_COUNTER}\s{{0,3}}[:：﹕︰]",  # noqa: RUF001
    re.IGNORECASE,
)
# What gateways and lists put before it: [EXTERNAL], (extern), *EXT*, {Spam?}, EXTERNAL:
_TAG = re.compile(
    r"\s{0,8}(?:\[[^\[\]]{1,60}\]|\([^()]{1,60}\)|\{[^{}]{1,60}\}|\*{1,3}[^*]{1,60}\*{1,3}|<[^<>]{1,60}>|"
    r"ext(?:ern(?:al)?)?\s?(?:e-?mail|mail)?\s?[:：])",  # noqa: RUF001
    re.IGNORECASE,
)
LOOKED_AT = 1_000  # characters: a subject of megabytes says nothing behind them
_INVISIBLE = re.compile(_UNSEEN + "+")


def _may_have_prefix(subject: str) -> bool:
    """Whether what ends each of them is there: many subjects have no colon of any kind."""
    return ":" in subject or not (subject.isascii() or _COLON.search(subject) is None)


_COLON = re.compile("[：﹕︰]")  # noqa: RUF001


def bare(subject: str) -> str:
    """The subject without what answering and forwarding put before it; tags stay."""
    if not _may_have_prefix(subject):
        return subject
    text, place = subject, 0
    while found := _PREFIX.match(text, place):
        place = found.end()
    return text[place:]


def untagged(subject: str) -> str:
    """The subject as it is compared: without case, further blanks, and the tags that gateways and lists put before it.

    Between or before the prefixes of an answer; one that has nothing else is itself.
    """
    text = " ".join(subject.split()).casefold()
    if not _MAY_BE_TAGGED.search(text[:LOOKED_AT]):
        return text
    kept, place = "", 0
    while place < LOOKED_AT:
        if tag := _TAG.match(text, place):
            place = tag.end()
        elif prefix := _PREFIX.match(text, place):
            kept, place = f"{kept} {prefix[0].strip()}", prefix.end()
        else:
            break
    rest = text[place:].strip()
    return f"{kept} {rest}".strip() if rest else text


_MAY_BE_TAGGED = re.compile(r"[\[({*<]|\bext")


def is_answer(subject: str) -> bool:
    """Whether the subject bears the prefix of an answer or of something forwarded, before or behind a gateway's tag."""
    if not _may_have_prefix(subject):
        return False
    text = _INVISIBLE.sub("", subject[:LOOKED_AT])
    place = 0
    while (found := _TAG.match(text, place)) and place < LOOKED_AT:
        place = found.end()
    return _PREFIX.match(text, place) is not None
