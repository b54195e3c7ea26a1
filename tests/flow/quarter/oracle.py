"""What should be linked: docs/linking.md once more, as slow and plain as it can be written.

It knows the daemon's rules from that page alone and shares no line with them. Each evening it reads the log of the
world over lists, and keeps nothing but what stood the evening before, and which items belong together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

from tests.flow.quarter.log import Contact, Copy, Deal, Item, Log
from tests.flow.quarter.seen import Seen, domain_of, time_of

LOOKBACK = timedelta(days=30)
PRIVATE_FOR = timedelta(days=7)


class Oracle(Seen):
    def __init__(
        self, log: Log, *, hears_headers: bool = True, is_sent_bare: bool = False, ambiguous: str = "ask"
    ) -> None:
        super().__init__(log, hears_headers=hears_headers, is_sent_bare=is_sent_bare)
        self.ambiguous = ambiguous  # the policy for several candidates: "ask", "newest" or "all"
        self.now = datetime.min.replace(tzinfo=UTC)
        self.between: frozenset[tuple[int, str]] = frozenset()  # what addresses chose between when they were last asked

    def evening(self, now: datetime) -> None:
        """The daemon has looked at everything: what stands now."""
        self.now = now
        self.occurrences.look(now)
        acts, self.log.acts = self.log.acts, []
        for item in self._by_date():
            self._look(item, [act for act in acts if act.on in item.copies and act.on.is_watched])
        self.log.acts = [act for act in acts if not act.on.is_watched]  # nobody looks in there
        self._decide_all()
        for item in self._by_date():
            self._redact(item)
        self._decide_all()

    def _decide_all(self) -> None:
        """Again and again, until nothing is another any more."""
        before: object = None
        for _ in range(20):
            for item in self._by_date():
                self._decide(item)
            after = [(item.identity, sorted(self.of(item).numbers)) for item in self._by_date()]
            if after == before:
                return
            before = after
        raise AssertionError("the rules do not come to rest")

    # --- what is expected to be seen ----------------------------------------------------------------------------------

    def links(self, item: Item) -> dict[int, bool]:
        """Number → is it set by hand."""
        standing = self.of(item)
        by_hand = {number for _, number in standing.by_hand}
        return {number: number in by_hand for number in sorted(standing.numbers)}

    def stamps(self, item: Item, copy: Copy) -> set[int]:
        """The opportunities whose category belongs on the copy."""
        standing = self.of(item)
        own = self.by_hand_at(item, copy)
        if copy.is_private:
            return own
        return standing.numbers - {number for mailbox, number in standing.taken_off if mailbox == copy.mailbox}

    def by_hand_at(self, item: Item, copy: Copy) -> set[int]:
        return {number for mailbox, number in self.of(item).by_hand if mailbox == copy.mailbox}

    def told(self, item: Item, mailbox: str) -> str:
        """The rule that the receipt of the copy must name; "" where that does not matter."""
        if self.of(item).by_hand or self.of(item).is_redacted:
            return ""
        mine = [copy for copy in self._left(item) if copy.mailbox == mailbox]
        if any(copy.unclear for copy in mine):
            return "unclear category"
        if any(copy.is_private or copy in self.of(item).doubted for copy in mine):
            return ""
        return "" if self.of(item).numbers else self.of(item).told

    def is_asked(self, item: Item, copy: Copy) -> bool:
        """Whether the copy should carry the question: it is the oldest one of the thread that waits in its mailbox.

        Whose candidates they are is asked; where none of them can be, everybody who has the message is.
        """
        waiting = [
            other
            for other in self._thread(item)
            if (whose := [self._deal(number).assigned for number in self.of(other).waits_for])
            and (copy.mailbox in whose or not any(one in self.log.mailboxes for one in whose))
            and any(one.mailbox == copy.mailbox and one.is_watched and not one.is_private for one in other.copies)
        ]
        return bool(waiting) and min(waiting, key=self._date) is item and not copy.is_private

    # --- deciding -----------------------------------------------------------------------------------------------------

    def _decide(self, item: Item) -> None:
        standing = self.of(item)
        if not standing.seen or standing.is_redacted:
            return
        above = self._above(item)
        has_moved, standing.above = above != standing.above, above
        standing.outcome, standing.waits_for, standing.told = "linked", (), ""
        had_one_by_rules = bool(standing.by_rules)
        if standing.by_rules and has_moved:
            held, settled = self._held_above(item), self._settled(item)
            _, rule, numbers = self._rules(item)
            if rule == "thread" or (rule == "settled" and "address" not in standing.by_rules.values()):
                standing.by_rules, standing.between = dict.fromkeys(numbers, rule), self.between
            else:  # it is there as long as what it came from has it
                standing.by_rules = {
                    n: was
                    for n, was in standing.by_rules.items()
                    if was == "address" or n in held or (was == "settled" and n in settled)
                }
        if standing.by_rules and not standing.by_hand and standing.new and not has_moved:
            outcome, rule, numbers = self._rules(item, [copy.mailbox for copy in standing.new if not copy.is_private])
            is_as_it_was = self.between == standing.between  # else records have changed, and it waits for a person
            is_address = (outcome, rule) == ("linked", "address") and set(standing.by_rules.values()) == {"address"}
            if is_address and is_as_it_was:
                standing.by_rules |= dict.fromkeys(numbers, rule)  # a colleague who has one of their own
        if standing.by_rules or (standing.by_hand and not had_one_by_rules):
            return  # records may have changed: what is linked waits for a person
        if standing.by_hand:  # what came from above is gone: the addresses count again, as without anybody's category
            outcome, rule, numbers = self._rules(item)
            if outcome == "linked":
                standing.by_rules, standing.between = dict.fromkeys(numbers, rule), self.between
            return
        standing.outcome, rule, numbers = self._rules(item)
        standing.told = rule if rule == "unusable address" else ""
        if standing.outcome == "linked":
            standing.by_rules, standing.between = dict.fromkeys(numbers, rule), self.between
        elif rule == "ambiguous":
            standing.waits_for = tuple(sorted(numbers))

    def _rules(self, item: Item, mailboxes: list[str] | None = None) -> tuple[str, str, set[int]]:
        """Outcome, rule and opportunities, as if nobody had set a category."""
        self.between = frozenset()
        outside = self._outside(item)
        by_hand = {number for _, number in self.of(item).by_hand}
        asked = [copy for copy in self._left(item) if not copy.is_private or self._is_private(item)]
        if all(copy.unclear or self.of(item).doubted.get(copy, set()) - by_hand for copy in asked):
            return "review", "unclear or doubted category", set()  # each copy says for itself what its user means
        if self._is_private(item) or self._is_automatic(item):
            return "skipped", "excluded", set()
        if not outside:
            return "skipped", "unusable address" if item.nameless else "inside", set()
        if self.of(item).by_sender - by_hand:
            return "review", "category from sender", set()
        inherited = self._inherited(item, outside)
        found = self._candidates(item, outside)
        removed = self.of(item).removed
        if inherited:
            inherited -= removed
            if not inherited:
                return "contact", "removed by the user", set()
            is_closed = item.kind != "occurrence" and all(
                self._is_closed_at(number, time_of(item)) for number in inherited
            )
            if not is_closed or not found or inherited & self._settled(item):
                return "linked", "thread", inherited
            found |= inherited
        if found & removed:
            return "contact", "removed by the user", set()
        self.between = frozenset((number, self._deal(number).assigned) for number in found)
        if len(found) > 1:
            return self._one_of(item, found, self._mailboxes(item) if mailboxes is None else mailboxes)
        if found:
            return "linked", "address", found
        if self._contacts(outside):
            return "contact", "contact", set()
        domains = [domain for account in self.log.accounts for domain in account.domains if domain != "gmail.com"]
        if any(domain_of(address) in domains for address in outside):
            return "review", "account's domain", set()
        return "skipped", "unknown people", set()

    def _one_of(self, item: Item, found: set[int], mailboxes: list[str]) -> tuple[str, str, set[int]]:
        """Each colleague's own, where they have one; else what people said of the thread; else as the policy says."""
        preferred: set[int] = set()
        for mailbox in mailboxes:
            own = {number for number in found if self._deal(number).assigned == mailbox}
            preferred |= own if len(own) == 1 else set()
        if preferred:
            return "linked", "address", preferred
        if chosen := self._settled(item):
            return "linked", "settled", chosen  # which who is linked already does not wait for
        if self.ambiguous != "ask":
            return "linked", "policy", found if self.ambiguous == "all" else {max(found)}
        if any(other in self._thread(item) for other in self.dismissed):
            return "contact", "none of them", set()
        return "review", "ambiguous", found

    def _redact(self, item: Item) -> None:
        """When none but private copies were left for seven days, what only rules linked is gone.

        Throwing the last private one away in these days takes nothing back of what its user said with it.
        """
        standing = self.of(item)
        there = [copy for copy in standing.seen if copy.is_watched]
        if not all(copy.is_private for copy in there):
            standing.private_since, standing.is_redacted = None, False  # a copy that is not private brings it back
            return
        if not there and standing.private_since is None:
            return
        standing.private_since = standing.private_since or self.now
        if self.now - standing.private_since >= PRIVATE_FOR:
            standing.is_redacted = True
            standing.by_rules.clear()

    # --- the thread ---------------------------------------------------------------------------------------------------

    def _inherited(self, item: Item, outside: list[str]) -> set[int]:
        """What the nearest linked message that it answers to, or the latest of its conversation, is linked to."""
        for numbers in self._passed_on(item):
            is_of_series = item.kind == "occurrence"  # which goes with its series, whoever is in it
            if known := {n for n in numbers if is_of_series or self._is_known_to(n, outside, item)}:
                return known
        return set()

    def _held_above(self, item: Item) -> set[int]:
        """Everything that any message above it still has and passes on."""
        return {number for numbers in self._passed_on(item) for number in numbers}

    def _passed_on(self, item: Item) -> Iterator[set[int]]:
        """What stands above it, the nearest first; two that claim one Message-ID are equally near."""
        removed: set[int] = set()
        for _, same in groupby(self._ancestors(item), key=lambda other: other.identity):
            standings = [self.of(other) for other in same]
            numbers = {number for standing in standings for number in standing.numbers}
            removed |= {number for standing in standings for number in standing.removed} - numbers
            yield numbers - removed

    def _above(self, item: Item) -> tuple[object, ...]:
        """What stands above it, and to what of it people's links have made somebody in it known.

        But for what only its own user's choice, made here, settled there.
        """
        mine = {number for _, number in self.of(item).by_hand}
        standings = [(other, self.of(other)) for other in self._ancestors(item)]
        passed, outside = {number for _, one in standings for number in one.numbers}, self._outside(item)
        known = sorted(number for number in passed if self._was_there(number, outside, item, by_itself=False))
        return (
            tuple(sorted(self._settled(item))),
            tuple(known),
            *(
                (other.identity, tuple(sorted(numbers)), tuple(sorted(one.removed)), tuple(sorted(one.by_hand)))
                for other, one in standings
                if (numbers := one.numbers - {n for n in mine if one.by_rules.get(n) == "settled"}) or one.removed
            ),
        )

    def _is_known_to(self, number: int, outside: list[str], item: Item) -> bool:
        """The fence: somebody outside belongs to the opportunity, or to its thread where a person linked it."""
        deal = self._deal(number)
        account = deal.account
        for contact in self.log.contacts:
            if contact.id == deal.contact:
                account = contact.account
        for contact in self._contacts(outside):
            if contact.id == deal.contact or (account is not None and contact.account == account):
                return True
        return self._was_there(number, outside, item)

    def _was_there(self, number: int, outside: list[str], item: Item, *, by_itself: bool = True) -> bool:
        """Whether somebody of these took part in what a person linked, in its thread or conversation."""
        return any(
            set(outside) & set(other.people)
            for other in [*self._thread(item), *self._ancestors(item)]
            if any(n == number for _, n in self.of(other).by_hand) and (by_itself or other is not item)
        )

    def _settled(self, item: Item) -> set[int]:
        """What people linked other messages of the thread to; of a closed opportunity, knowing that it was closed."""
        found = set()
        for other in self._thread(item):
            for _, number in self.of(other).by_hand if other is not item else ():
                closed = self._deal(number).closed
                if closed is None or time_of(item) <= closed or time_of(other) > closed:
                    found.add(number)
        return found - self.of(item).removed

    # --- addresses ----------------------------------------------------------------------------------------------------

    def _outside(self, item: Item) -> list[str]:
        people = [address for address in item.people if self.hears_headers or address not in item.heard]
        return [address for address in people if domain_of(address) != self.log.own_domain]

    def _is_automatic(self, item: Item) -> bool:
        return item.is_automatic and (self.hears_headers or not item.is_told_by_headers)

    def _contacts(self, outside: list[str]) -> list[Contact]:
        return [contact for contact in self.log.contacts if set(contact.addresses) & set(outside)]

    def _candidates(self, item: Item, outside: list[str]) -> set[int]:
        contacts = self._contacts(outside)
        ids = [contact.id for contact in contacts]
        accounts = [contact.account for contact in contacts if contact.account is not None]
        open_then = [deal for deal in self.log.deals if self._is_open_at(deal.number, time_of(item))]
        of_contacts = {deal.number for deal in open_then if deal.contact in ids}
        return of_contacts or {deal.number for deal in open_then if deal.account in accounts}

    def _is_open_at(self, number: int, when: datetime) -> bool:
        deal = self._deal(number)
        return deal.created - LOOKBACK <= when and not self._is_closed_at(number, when)

    def _is_closed_at(self, number: int, when: datetime) -> bool:
        closed = self._deal(number).closed
        return closed is not None and when > closed

    def _deal(self, number: int) -> Deal:
        return next(deal for deal in self.log.deals if deal.number == number)
