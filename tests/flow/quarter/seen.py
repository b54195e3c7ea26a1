"""What was looked at, what users did to it, and what belongs together: all that the oracle decides upon."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.flow.quarter.log import Copy, Item, Log
from tests.flow.quarter.occurrences import Occurrences

AHEAD, LATEST = timedelta(hours=1), timedelta(days=30)  # how far a clock is believed
QUESTION = 0  # where an opportunity's number stands otherwise


@dataclass
class Standing:
    """What stands of one item in the evening."""

    seen: list[Copy] = field(default_factory=list)  # the copies that were looked at, there or gone since
    new: list[Copy] = field(default_factory=list)  # those of them that were looked at today for the first time
    by_hand: set[tuple[str, int]] = field(default_factory=set)  # (mailbox, number)
    taken_off: set[tuple[str, int]] = field(default_factory=set)
    by_rules: dict[int, str] = field(default_factory=dict)  # number → rule
    by_sender: set[int] = field(default_factory=set)  # categories that its sender set
    doubted: dict[Copy, set[int]] = field(default_factory=dict)  # those of which nobody can tell
    outcome: str = ""  # "linked", "contact", "review", "skipped"
    told: str = ""  # the rule that its receipt must name
    waits_for: tuple[int, ...] = ()  # the opportunities between which somebody is to choose
    between: frozenset[tuple[int, str]] = (
        frozenset()
    )  # the candidates that addresses chose between, each with whose it is
    above: tuple[object, ...] = ()  # what stood above it in its thread when it was decided
    private_since: datetime | None = None
    is_redacted: bool = False

    @property
    def numbers(self) -> set[int]:
        return {number for _, number in self.by_hand} | set(self.by_rules)

    @property
    def removed(self) -> set[int]:
        """What some user took off and no user put on."""
        return {number for _, number in self.taken_off} - {number for _, number in self.by_hand}


class Seen:
    def __init__(self, log: Log, *, hears_headers: bool = True, is_sent_bare: bool = False) -> None:
        self.log, self.hears_headers = log, hears_headers
        self.is_sent_bare = is_sent_bare  # what lies in Sent Items shows no Message-ID, sender or date
        self.named: set[Item] = set()  # those of which a copy showed its Message-ID
        self.standing: dict[Item, Standing] = {}
        self.threads: dict[str, list[Item]] = {}  # by the identities that occur in it
        self.conversations: dict[str, list[Item]] = {}
        self.dismissed: list[Item] = []  # messages on which somebody said "none of them"
        self.occurrences = Occurrences(log)

    def of(self, item: Item) -> Standing:
        return self.standing.setdefault(item, Standing())

    def items(self) -> list[Item]:
        """Everything that was ever looked at."""
        return [item for item in self._all() if self.of(item).seen]

    def _all(self) -> list[Item]:
        return [*self.log.items, *self.occurrences.items.values()]

    # --- looking at what users did ------------------------------------------------------------------------------------

    def _look(self, item: Item, acts: list[object]) -> None:
        standing = self.of(item)
        new = [copy for copy in item.copies if copy.is_watched and copy not in standing.seen]
        shown = [copy for copy in item.copies if copy.is_watched and not self._is_bare(item, copy)]
        if (new and not standing.seen) or (shown and item not in self.named):
            self.named |= {item} if shown else set()
            self._tie(item)
        for act in acts:
            mark = (act.on.mailbox, act.number)
            if act.number == QUESTION:
                self.dismissed.append(item)
            elif act.did == "set" and act.is_first and not self._tells_who_set_it(item):
                standing.doubted.setdefault(act.on, set()).add(act.number)
            elif act.did == "set":
                if act.on in new:
                    standing.by_rules = {}  # it is older than the rules' guess about other copies
                standing.by_hand.add(mark)
                standing.taken_off.discard(mark)
            else:
                standing.by_hand.discard(mark)
                standing.taken_off.add(mark)
                if act.number in standing.removed:
                    standing.by_rules.pop(act.number, None)
        if new and item.by_sender and not self.hears_headers and self._tells_who_set_it(item):
            standing.by_hand |= {(copy.mailbox, number) for copy in new for number in item.by_sender}
        elif new:
            standing.by_sender |= set(item.by_sender)
        standing.seen += new
        standing.new = new
        for copy in new:
            mates = self.conversations.setdefault(copy.conversation, [])
            if item not in mates:
                mates.append(item)

    def _tells_who_set_it(self, item: Item) -> bool:
        """Whether a category that is there at the first sight is known to be its user's, or its sender's.

        Where the server keeps no headers, nobody can tell on a stranger's mail; on others' it is taken for the user's.
        """
        writer = item.writer
        return (
            self.hears_headers
            or item.kind != "email"
            or domain_of(writer) == self.log.own_domain
            or any(writer in contact.addresses for contact in self.log.contacts)
        )

    def _tie(self, item: Item) -> None:
        """Into its thread: with everything that it names, that names it, or that names the same."""
        together = [item]
        for thread in {id(found): found for name in self._names(item) if (found := self.threads.get(name))}.values():
            together += [other for other in thread if other is not item]
        for other in together:
            for name in self._names(other):
                self.threads[name] = together

    def _names(self, item: Item) -> tuple[str, ...]:
        """What ties it: its Message-ID, where anybody can see that, and what it says that it answers to."""
        return (item.identity if self.is_named(item) else f"{item.kind} {id(item)}", *item.answers)

    def is_named(self, item: Item) -> bool:
        return item in self.named

    def _is_bare(self, item: Item, copy: Copy) -> bool:
        return self.is_sent_bare and item.kind == "email" and copy.folder == "Sent Items"

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _thread(self, item: Item) -> list[Item]:
        return self.threads.get(self._names(item)[0], [item])

    def _ancestors(self, item: Item) -> list[Item]:
        """The messages that it answers to, the nearest first; then the older ones of its conversation, latest first."""
        seen = [other for other in self._thread(item) if other is not item]
        seen_by_name = [other for other in seen if self.is_named(other)]
        named = [other for identity in item.answers for other in seen_by_name if other.identity == identity]
        mates: list[Item] = []
        answers = bool(item.answers) or self._bears_sign(item)
        for conversation in {copy.conversation for copy in self.of(item).seen if copy.conversation and answers}:
            mates += [
                other for other in self.conversations[conversation] if self._date(other)[:2] < self._date(item)[:2]
            ]
        later = sorted(set(mates), key=self._date, reverse=True)
        return named + [other for other in later if other not in named and other is not item]

    def _by_date(self) -> list[Item]:
        return sorted((item for item in self._all() if item.copies), key=self._date)

    def _date(self, item: Item) -> tuple[datetime, int, str]:
        """Of two of one second the answer comes second."""
        return time_of(item), len(item.answers) or int(self._bears_sign(item)), item.identity

    def _bears_sign(self, item: Item) -> bool:
        """What a copy that was looked at shows of being an answer."""
        shown = item.is_counted or not all(copy.hides_sign for copy in self.of(item).seen)
        return item.bears_sign and shown

    # --- copies -------------------------------------------------------------------------------------------------------

    def _left(self, item: Item) -> list[Copy]:
        """The copies that are still there; all that ever were when none is."""
        return [copy for copy in self.of(item).seen if copy.is_watched] or self.of(item).seen

    def _is_private(self, item: Item) -> bool:
        return all(copy.is_private for copy in self._left(item))

    def _mailboxes(self, item: Item) -> list[str]:
        return [copy.mailbox for copy in self._left(item) if not copy.is_private]


def time_of(item: Item) -> datetime:
    """When an e-mail was sent, unless its sender's clock cannot have been right: then when it was received."""
    if item.kind != "email" or not item.at - LATEST <= item.clock <= item.at + AHEAD:
        return item.at
    return item.clock


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]
