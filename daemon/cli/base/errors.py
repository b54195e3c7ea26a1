"""What ends a command, as the sentence and the exit code that it ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes import keyed, visible

if TYPE_CHECKING:
    from cyclopts import MissingArgumentError

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
        case StoreError():
            return [visible(keyed(str(error), error.prefix))], FAILED
        case MailboxError():
            return [visible(str(error))], FAILED
        case OSError():
            return [visible(_of_the_system(error))], FAILED
        case _:
            return None


def _wrong_use(error: Exception) -> str:
    from cyclopts import MissingArgumentError, UnusedCliTokensError

    chain = getattr(error, "command_chain", None) or ()
    sentence = " ".join(visible(str(error)).split())
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return f"{_missing(error)} (see: {' '.join(['dealtrail', *chain, '--help'])})"
    if isinstance(error, UnusedCliTokensError):
        sentence = f"too many words: {' '.join(visible(repr(word)) for word in error.unused_tokens or ())}"
    if not sentence.endswith("..."):
        sentence = sentence.removesuffix(".")
    sentence = sentence[:1].lower() + sentence[1:]
    return f"{sentence} (see: {' '.join(['dealtrail', *chain, '--help'])})"


def _missing(error: MissingArgumentError) -> str:
    """What lacks, as it is typed: a word by its name in the help, an option as it was spelled."""
    argument = error.argument
    assert argument is not None  # noqa: S101  # looked at by whoever asks
    typed = error.keyword or next((token.keyword for token in reversed(argument.tokens) if token.keyword), None)
    if typed:
        return f"{typed} needs a value after it"
    if argument.index is None:
        return f"{argument.name} is missing"
    word = argument.name.lstrip("-").upper()
    return f"{word} is missing: {' '.join(('dealtrail', *(error.command_chain or ()), word))} …"


def _of_the_system(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    return f"{error.filename}: {reason}" if error.filename else reason
