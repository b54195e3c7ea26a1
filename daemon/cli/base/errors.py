"""What ends a command, as the sentence and the exit code that it ends with."""

from __future__ import annotations

from daemon.shapes import visible

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class WrongUse(Exception):
    """What was typed cannot be meant; the message says what can be."""


def sentences_of(error: Exception) -> tuple[list[str], int] | None:
    """What to tell the person who typed the command, and the exit code; None for an error that is our own mistake."""
    from cyclopts import CycloptsError  # whoever handles an error has time to import what tells it apart

    from config.errors import ConfigError
    from connectors.errors import MailboxError
    from store.errors import StoreError

    match error:
        case WrongUse():
            return [visible(str(error))], WRONG_USE
        case CycloptsError():
            return [_wrong_use(error)], WRONG_USE
        case ConfigError():
            return [visible(sentence) for sentence in str(error).splitlines()], FAILED
        case StoreError() | MailboxError():
            return [visible(str(error))], FAILED
        case OSError():
            return [visible(_of_the_system(error))], FAILED
        case _:
            return None


def _wrong_use(error: Exception) -> str:
    from cyclopts import UnusedCliTokensError

    chain = getattr(error, "command_chain", None) or ()
    sentence = " ".join(visible(str(error)).split())
    if isinstance(error, UnusedCliTokensError):
        sentence = f"too many words: {' '.join(visible(repr(word)) for word in error.unused_tokens or ())}"
    if not sentence.endswith("..."):
        sentence = sentence.removesuffix(".")
    sentence = sentence[:1].lower() + sentence[1:]
    return f"{sentence} (see: {' '.join(['dealtrail', *chain, '--help'])})"


def _of_the_system(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return f"{error.filename}: {reason}" if error.filename else reason
