"""Words as the full-text search knows them, the same on every database. Pure.

A word is a run of letters and digits without case and diacritics; each Chinese or Japanese character is one by itself,
as those languages put no spaces between words. It is written in ASCII letters and digits alone, so that no database's
own idea of letters plays a part. A text is known by its first thousands of different words, a word by its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from store.errors import Invalid
from store.text import fold

MOST, LONGEST = 4_000, 120  # words of an item, characters of a written word
READ = 2_000_000  # characters of a text: a few stand for eighteen once they are without case and diacritics
_MOST_OF_ONE = 18  # characters that one stands for
ASKED, TYPED = 20, 1_000  # words of a search, characters of it
SNIPPET, LOOKED_AT = 160, 100_000  # characters of what is shown, of what is looked through for it

_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WORD = rf"(?:(?=[^\W_])[{_IDEOGRAPHS}]|[^\W_{_IDEOGRAPHS}]+)"
_WORDS = re.compile(_WORD)
# Of ASCII: without case, and what is no letter or digit parts words. Bytes are translated and split several times as
# fast as words are looked for.
_PARTED = bytes(ord(chr(n).lower()) if n < 128 and chr(n).isalnum() else 32 for n in range(256))
_ASKED = re.compile(rf"({_WORD})(\*?)")
_PIECE = re.compile(r"\S{1,80}")
_STRETCHES = re.compile(rf"(?:(?s:.){{0,{LONGEST - 1}}}[ \n])*")  # each as long as may be, to a blank or a line's end


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: items that have all these words, and a word that begins with each of the beginnings."""

    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()

    def finds(self, words: Iterable[str]) -> bool:
        """True when one of the words is looked for."""
        return any(word in self.words or word.startswith(self.beginnings) for word in words)


def words_of(*texts: str) -> list[str]:
    """The different words of the texts, written in ASCII; the first of them where there are too many."""
    return written_words(*texts).split()


def written_words(*texts: str) -> str:
    """The same, with blanks between them."""
    is_plain = all(map(str.isascii, texts))
    part, part_once = (_plain, _plain_once) if is_plain else (_parted, _parted_once)
    words: Collection[Any] = set[Any]().union(*(part_once(text) for text in texts))
    if len(words) > MOST:
        words = list(islice(dict.fromkeys(word for text in texts for word in part(text)), MOST))
    if not is_plain or len(max(words, key=len, default=b"")) > LONGEST // 2:  # written, it may be cut
        return " ".join(dict.fromkeys(_written(_text(word)) for word in words))
    return b" ".join(words).replace(b"z", b"zz").decode()


def indexed_text(*texts: str) -> str:
    """What an index that finds words in ASCII as we do makes just these words of; any number of times, in any order.

    To part a text and to know a word again are the same work there and here, but for a short text it is not done twice.
    """
    text = "\n".join(texts)
    if len(text) > 2 * MOST or not text.isascii():  # there may be too many words in it, or others than it finds
        return written_words(*texts)
    if "z" in text or "Z" in text:
        text = text.replace("z", "zz").replace("Z", "ZZ")
    return written_words(*texts) if _may_be_cut(text) else text


def _may_be_cut(text: str) -> bool:
    """Whether a word may be too long: none is where a blank or a line's end is in each stretch of such a length."""
    stretches = _STRETCHES.match(text)
    return stretches is None or stretches.end() < len(text) - LONGEST


def _plain(text: str) -> Sequence[str | bytes]:
    return text[:READ].encode().translate(_PARTED).split()


def _plain_once(text: str) -> Collection[str | bytes]:
    return set(_plain(text))


def _parted(text: str) -> Sequence[str | bytes]:
    folded = fold(text)[:READ]
    return folded.encode().translate(_PARTED).decode().split() if folded.isascii() else _WORDS.findall(folded)


def _parted_once(text: str) -> Collection[str | bytes]:
    if len(text) <= READ // _MOST_OF_ONE:  # most of a text are words that it has again and again
        text = " ".join(set(text.split()))
    return set(_parted(text))


def _text(word: str | bytes) -> str:
    return word if isinstance(word, str) else word.decode()


def search_for(text: str) -> Search:
    """What a person typed: words, and `word*` for all that begin so; raises Invalid when there is none, or too many."""
    if len(text) > TYPED:
        raise Invalid("search", f"has {len(text)} characters, at most {TYPED} are allowed")
    asked = dict.fromkeys((_written(word), bool(star)) for word, star in _ASKED.findall(fold(text)))
    if not asked:
        raise Invalid("search", f"{text!r} has no word in it", "write words of letters or digits")
    if len(asked) > ASKED:
        raise Invalid("search", f"has {len(asked)} words, at most {ASKED} are allowed")
    return Search(
        tuple(word for word, is_beginning in asked if not is_beginning),
        tuple(word for word, is_beginning in asked if is_beginning),
    )


def snippet(search: Search, body: str) -> str:
    """The text around the first word that was looked for, on one line; its beginning where the subject had it."""
    first = next(
        (piece.start() for piece in _PIECE.finditer(body, 0, LOOKED_AT) if search.finds(words_of(piece[0]))), 0
    )
    start = body.rfind(" ", 0, first - SNIPPET // 3) + 1 if first > SNIPPET // 3 else 0
    start = max(start, first - SNIPPET // 2)
    shown = " ".join(body[start : start + 4 * SNIPPET].split())
    cut = shown[:SNIPPET].rstrip()
    is_cut = len(cut) < len(shown) or len(body) > start + 4 * SNIPPET
    return f"{'…' if start else ''}{cut}{'…' if is_cut else ''}"


def search_id(item_id: int, placed_at: datetime) -> int:
    """The item's number in the search index: greater for what is newer, by the second, then by the item's id.

    Of items of one second those come later whose places say so, by a few microseconds: answers, after their questions.
    """
    seconds = int((placed_at.astimezone(UTC) - _BEGINNING).total_seconds())
    in_second = min(placed_at.microsecond, (1 << 4) - 1)
    return min(seconds, (1 << 36) - 1) << 27 | in_second << 23 | item_id & ((1 << 23) - 1)


_BEGINNING = datetime.min.replace(tzinfo=UTC)


# --- words in ASCII ---------------------------------------------------------------------------------------------------


def _written(word: str) -> str:
    """The word in a-y, 0-9 and, for every other character, an escape that begins with z.

    What begins a word begins its written form, and only then.
    """
    if not word.isascii():
        word = "".join(map(_character, word[:LONGEST]))
    elif "z" in word:
        word = word.replace("z", "zz")
    return word[:LONGEST]


def _character(one: str) -> str:
    code = ord(one)
    if code < 128:
        return "zz" if one == "z" else one
    return f"z{code:04x}" if code < 0x10000 else f"zx{code:06x}"
