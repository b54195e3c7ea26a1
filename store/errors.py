"""What can go wrong with the store; each message is a sentence for the person on call.

`subject` is what the sentence speaks of: the database, a record, a field. No password is ever part of an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, zip_longest


class StoreError(Exception):
    """The root: `str()` reads "subject: reason; remedy"."""

    def __init__(self, subject: str, reason: str, remedy: str = "") -> None:
        super().__init__(subject, reason, remedy)
        self.subject = subject
        self.reason = reason
        self.remedy = remedy
        self.prefix = "OPP"  # what keys of opportunities begin with, where somebody who knows has said so

    def __str__(self) -> str:
        sentence = f"{self.subject}: {self.reason}"
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


# --- the database -----------------------------------------------------------------------------------------------------


class DatabaseError(StoreError):
    """The database itself fails, whatever was asked of it; nothing of the unit was stored."""


class DatabaseMissing(DatabaseError):
    """There is no database, or none that has been initialised."""


class OfAnotherVersion(DatabaseError):
    """The database is not of the version that this program works with."""


class DatabaseOlder(OfAnotherVersion):
    """The database was made by an older version of the program and has to be brought up to date."""


class DatabaseNewer(OfAnotherVersion):
    """The database was made by a newer version of the program."""


class DatabaseUnfinished(DatabaseError):
    """The database holds a part of another one, whose copying was not finished."""

    def __init__(self, subject: str) -> None:
        reason = "holds a part of another database, whose copying was not finished"
        super().__init__(subject, reason, "go on with it: dealtrail database copy FROM TO")

    def __reduce__(self) -> tuple[type[DatabaseUnfinished], tuple[str]]:
        return type(self), (self.subject,)


class DatabaseLocked(DatabaseError):
    """Another process keeps the database from being written for longer than we wait."""


class Contended(DatabaseLocked):
    """Two transactions waited for each other, and this one was given up: done again as a whole, it succeeds."""


class DatabaseReadOnly(DatabaseError):
    """The database, its file or its folder cannot be written."""


class DatabaseFull(DatabaseError):
    """There is no space left for the database."""


class DatabaseDamaged(DatabaseError):
    """The file is not a database, or its content is corrupt."""


class DatabaseUnreachable(DatabaseError):
    """The database cannot be opened: no server, login refused, connection lost, no right to the file."""


# --- what was asked of it ---------------------------------------------------------------------------------------------


class NotFound(StoreError):
    """Nothing answers to what was asked; `nearest` are the most similar names that exist."""

    def __init__(self, subject: str, asked: object, nearest: Iterable[str] = ()) -> None:
        self.asked = str(asked)
        self.nearest = tuple(nearest)
        remedy = f"nearest: {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(subject, f"there is none for {self.asked!r}", remedy)

    def __reduce__(self) -> tuple[type[NotFound], tuple[str, str, tuple[str, ...]]]:
        return type(self), (self.subject, self.asked, self.nearest)


class Ambiguous(StoreError):
    """Several answer to what was asked; `candidates` names them, or the first of `total`; `keys` tell them apart."""

    def __init__(
        self,
        subject: str,
        asked: object,
        candidates: Iterable[str],
        total: int | None = None,
        keys: Iterable[str] = (),
    ) -> None:
        self.asked = str(asked)
        self.candidates = tuple(candidates)
        self.total = total or len(self.candidates)
        self.keys = tuple(keys)
        told = zip_longest(self.candidates, self.keys, fillvalue="")
        shown = ", ".join(f"{name} ({key})" if key else name for name, key in islice(told, 10))
        if self.total > 10:
            shown += f" and {self.total - 10} more"
        key = next(filter(None, self.keys), "").partition(",")[0]
        remedy = f"name one of them by its key, such as {key}" if key else "name one of them"
        super().__init__(subject, f"several answer to {self.asked!r}: {shown}", remedy)

    def __reduce__(self) -> tuple[type[Ambiguous], tuple[str, str, tuple[str, ...], int, tuple[str, ...]]]:
        return type(self), (self.subject, self.asked, self.candidates, self.total, self.keys)


class Invalid(StoreError):
    """A value or a change that the record does not allow; `subject` is the field or the record."""


class Collided(Invalid):
    """Something that may be there once is there already.

    Where others write at the same time, one of them may have been faster: done again as a whole, it finds what that one
    stored. To who writes alone it says what any other invalid value says.
    """


class NotAllowed(StoreError):
    """Whoever acts has no right to do this; nothing was changed."""


class Taken(StoreError):
    """Something that may exist only once belongs to another record, which the reason names."""


class InRecycleBin(StoreError):
    """What was named is in the recycle bin; the remedy says how to restore it, or what it was merged `into`."""

    def __init__(self, subject: str, handle: str, into: str = "") -> None:
        self.handle = handle
        self.into = into
        reason, remedy = "is in the recycle bin", f"restore it: dealtrail bin restore {handle}"
        if into:
            reason, remedy = f"was merged into {into}", f"take that one, or undo it: dealtrail bin restore {handle}"
        super().__init__(subject, reason, remedy)

    def __reduce__(self) -> tuple[type[InRecycleBin], tuple[str, str, str]]:
        return type(self), (self.subject, self.handle, self.into)


class LeaseLost(StoreError):
    """Another process works on this mailbox, or this job, now: what was under way is given up."""


# --- contents of files ------------------------------------------------------------------------------------------------


class FilesUnreachable(StoreError):
    """Where contents of files are kept does not answer; they may be there."""


class FileMissing(StoreError):
    """What a file holds is not where it is kept."""

    def __init__(self, subject: str, where: str, name: str) -> None:
        super().__init__(subject, f"its content is missing in {where} ({name})", "restore it there from a backup")
        self.where, self.name = where, name

    def __reduce__(self) -> tuple[type[FileMissing], tuple[str, str, str]]:
        return type(self), (self.subject, self.where, self.name)


class FileDamaged(StoreError):
    """What a file holds is not what it held when it was stored."""

    def __init__(self, subject: str, where: str) -> None:
        reason = f"is damaged: its content in {where} does not fit its checksum"
        super().__init__(subject, reason, "restore it there from a backup")
        self.where = where

    def __reduce__(self) -> tuple[type[FileDamaged], tuple[str, str]]:
        return type(self), (self.subject, self.where)
