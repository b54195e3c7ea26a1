"""Bodies as people read them: from HTML or plain text, with or without what they quote. Pure.

Mail is hostile. Each step takes time in proportion to the text, whatever is in it, and the text is cut at a size."""

from daemon.text.evidence import About, name_key
from daemon.text.quotes import own_words
from daemon.text.readable import readable, tidy
from daemon.text.subjects import bare, is_answer, untagged

__all__ = ["About", "bare", "is_answer", "name_key", "own_words", "readable", "tidy", "untagged"]
