"""The items of a page decided and stored, each with what is owed for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daemon.context import Cycle
from daemon.link import (
    Copy,
    Decision,
    Facts,
    Linkable,
    LinkPolicy,
    Seen,
    Texts,
    decide,
    facts_of,
    with_others,
    with_receipt,
)
from daemon.sync.computed_series import as_it_was
from daemon.sync.content import arrival_of, content_of, shown_by
from daemon.sync.forgotten import without_forgotten
from daemon.sync.kept import with_kept
from daemon.sync.new_opportunity import grant, granted
from daemon.sync.old_words import owe_words_of_today
from daemon.sync.untold import with_doubts
from store.addresses import domain_of
from store.history.mail import wanted_on
from store.rules.history import BY_A_PERSON
from store.unit import Unit
from store.values import (
    NEW,
    QUESTION,
    Candidates,
    Entry,
    ErrandKind,
    Keeping,
    KnownItem,
    KnownPage,
    MarkKind,
    Member,
    Pointer,
    Receipt,
    WatchedFolder,
    numbers_named_in,
)

Shown = Sequence[tuple[Linkable, Facts]]  # items, each with what it shows
AsRead = Mapping[str, tuple[Linkable, Seen]]  # by their ids, items that were looked at where they were read
_NONE: AsRead = {}


def looked_at(
    cycle: Cycle,
    folder: WatchedFolder,
    items: Iterable[Linkable],
    now: datetime,
    as_read: AsRead = _NONE,
) -> Shown:
    """The items with what each shows: a third of what they cost, for which no transaction keeps others waiting.

    Of some it was worked out where they were read.
    """
    prefix, is_sent = cycle.context.policy.prefix, folder.wellknown == "sentitems"
    return [
        (item, seen.facts if seen else facts_of(with_receipt(item, now), prefix, is_sent=is_sent))
        for item in items
        for seen in (_seen(as_read, item),)
    ]


def store_items(
    cycle: Cycle,
    unit: Unit,
    folder: WatchedFolder,
    read: Shown,
    now: datetime,
    inherited: Mapping[str, frozenset[int]] | None = None,
    as_read: AsRead = _NONE,
) -> Counter[str]:
    """Decide on the items of a page and store them with what is owed for them; the counts by outcome.

    `inherited` is what the series of occurrences carry in this mailbox, by their UID; of what was looked at where it
    was read, and is as it was then, the texts are taken over.
    """
    counted: Counter[str] = Counter()
    read, bare = without_forgotten(cycle, unit, read)
    for batch in _without_twins(sorted(read, key=lambda one: _in_time(one[1]))):
        counted += _store_batch(cycle, unit, folder, batch, now, inherited or {}, bare, as_read)
    return counted


def _in_time(facts: Facts) -> tuple[object, ...]:
    """What is answered before its answer, in the same second, too."""
    return facts.at is not None, facts.at, facts.depth, facts.identity


def _store_batch(
    cycle: Cycle,
    unit: Unit,
    folder: WatchedFolder,
    read: Shown,
    now: datetime,
    inherited: Mapping[str, frozenset[int]],
    bare: frozenset[str],
    as_read: AsRead,
) -> Counter[str]:
    due, policy = cycle.due, cycle.context.policy
    page = unit.history.known(due.id, [arrival_of(item.item_id, facts) for item, facts in read])
    read = with_kept(cycle, unit, folder, read, page.items, now)
    is_sent = folder.wellknown == "sentitems"
    read = with_doubts(unit, due.id, read, page.items, policy, is_sent=is_sent)
    if inherited:
        read = [(item, as_it_was(item, facts, known)) for (item, facts), known in zip(read, page.items, strict=True)]
    users = unit.mailboxes.users()
    oldest, kept = now - cycle.context.backfill, cycle.context.history.at(now)
    read = [(item, with_others(facts, known)) for (item, facts), known in zip(read, page.items, strict=True)]
    copies = []
    for (item, facts), known, thread in zip(read, page.items, page.threads, strict=True):
        of_series = (
            inherited.get(facts.parents[0], frozenset()) if facts.is_occurrence and facts.parents else frozenset()
        )
        copies.append(
            grant(cycle, unit, Copy(facts, due.id, due.user_id, known, oldest, thread, of_series, users), item)
        )
    candidates = candidates_for(unit, [copy.facts for copy in copies], page, policy)
    threads, entries = Threads(page), []
    for (item, facts), copy in zip(read, copies, strict=True):
        is_unsettled = _is_beside_another(copy)
        judged = _without_acts(copy) if is_unsettled else copy
        decision = granted(decide(judged, candidates, policy, page, is_news=True), copy, facts)
        threads.decided(copy, decision)
        known, thread = copy.known, copy.thread
        content = content_of(item, facts, decision, thread, kept, _texts_read(as_read, item, facts))
        shows = "" if facts.sensitivity else shown_by(content)
        # A private copy shows nothing of an item that is there, and takes nothing away from it.
        is_told = known is None or (not facts.sensitivity and _is_news(known, shows, facts, due.address))
        is_set = decision.links or (is_unsettled and not facts.sent_along.issuperset(facts.named))
        if facts.sensitivity and known and is_set and not known.links:
            is_told = unit.redacting.shows_nobody(known.item_id)  # who was in it belongs to what a person links
            content = replace(content, participants=facts.people)
        entries.append(
            Entry(
                server_id=item.item_id,
                change_key=item.change_key,
                known=known,
                content=content if is_told else None,
                receipt=decision.receipt,
                links=decision.links,
                contacts=decision.contacts,
                marks=decision.marks,
                confirmed=decision.confirmed,
                named=facts.named,
                sent_along=facts.sent_along,
                conversation_id=facts.conversation_id,
                is_private=bool(facts.sensitivity),
                is_occurrence=facts.is_occurrence,
                is_unsettled=is_unsettled,
                shows=shows,
                outside=decision.outside,
            )
        )
    if unit.turns.is_beside and any(_concerns_others(copy, entry) for copy, entry in zip(copies, entries, strict=True)):
        unit.turns.alone()
    kept_for = cycle.context.kept.get(Keeping.MAIL)
    old = now - kept_for if kept_for else None
    shown = [
        entry.known.item_id
        for entry, copy in zip(entries, copies, strict=True)
        if entry.known and not entry.is_private and entry.server_id not in bare and not _is_older(copy.facts, old)
    ]
    unit.redacting.lift(shown)  # a copy that is not private is left, or is back
    saved = unit.history.save(due.id, folder.id, entries, now=now, looked_for=True)
    unit.again.tie(page)
    held = {id for copy, id in zip(copies, saved.items, strict=True) if copy.known and copy.known.links}
    unit.again.follow(saved.changed | _in_new_company(copies, entries, saved.items), settled=saved.items, held=held)
    _owe_stamps(unit, due.id, entries, saved.pointers, now)
    arrivals = zip(copies, entries, saved.pointers, strict=True)
    owe_words_of_today(unit, due.id, arrivals, candidates.by_number, policy.prefix, now)
    asked = [id for entry, id in zip(entries, saved.items, strict=True) if _may_ask(entry.receipt, entry.known)]
    unit.questions.owe(asked)
    return Counter(entry.receipt.outcome.value for entry in entries)


def names_of(facts: Iterable[Facts]) -> Iterator[str]:
    """By which whoever stores at the same moment meets what shows these, where it is the same or rests on it: the
    messages themselves, those that they answer to, their likes, and their conversations.
    """
    for one in facts:
        yield one.identity
        yield from one.parents
        if one.sketch and one.sketch.likeness:
            yield f"like {one.sketch.likeness}"
        if one.conversation_id:
            yield f"talk {one.conversation_id}"


def _concerns_others(copy: Copy, entry: Entry) -> bool:
    """Whether what others store at this moment may rest on it though they name none of the same.

    What a person did concerns a whole thread; what a known item is linked to, all of its copies and conversations; and
    one that is known by another name is met under that one.
    """
    if entry.marks or any(link.rule in BY_A_PERSON for link in entry.links):
        return True
    known = entry.known
    if known is None:
        return False
    is_other = set(known.links) != set(entry.links) or known.identity != copy.facts.identity
    return is_other or bool(known.marks) or known.is_dismissed


def _texts_read(as_read: AsRead, item: Linkable, facts: Facts) -> Texts | None:
    seen = _seen(as_read, item)
    return seen.texts_of(facts) if seen else None


def _seen(as_read: AsRead, item: Linkable) -> Seen | None:
    """What was seen of this very item, and not of one that took its place."""
    then, seen = as_read.get(item.item_id, (None, None))
    return seen if then is item else None


def _is_older(facts: Facts, border: datetime | None) -> bool:
    """Whether of an item as old as this only the fact is kept, once that is all that is left of it."""
    return border is not None and facts.at is not None and facts.at < border


def _is_beside_another(copy: Copy) -> bool:
    """Whether it is a second copy in its mailbox, or one that was moved and is not missed yet where it was.

    Which, the news of the other folders tells: until then its categories say nothing.
    """
    known, facts = copy.known, copy.facts
    if known is None or facts.is_occurrence or NEW in facts.named:
        return False
    if known.pointer is not None:
        return known.pointer.is_unsettled
    return any(other.mailbox_id == copy.mailbox_id and not other.is_gone for other in known.pointers)


def _without_acts(copy: Copy) -> Copy:
    """The copy with no more of its categories than what its sender put there, and nobody judged since."""
    known, facts = copy.known, copy.facts
    held = {link.number for link in known.links} | {mark.number for mark in known.marks} if known else set[int]()
    named = tuple(n for n in facts.named if n in facts.sent_along and held.isdisjoint(numbers_named_in((n,))))
    return replace(copy, facts=replace(facts, named=named, categories=()))


def _in_new_company(copies: Sequence[Copy], entries: Sequence[Entry], item_ids: Sequence[int]) -> set[int]:
    """Linked items that were seen in another mailbox, and for which it may matter that they are in this one as well.

    They turn up in one more conversation, and may follow it; or one of several opportunities was chosen for those who
    had a copy then.
    """
    found = set()
    for copy, entry, id in zip(copies, entries, item_ids, strict=True):
        known, talk = copy.known, copy.facts.conversation_id
        if known is None or not (known.links or known.marks):
            continue
        is_chosen = _chose(entry.receipt) and all(p.mailbox_id != copy.mailbox_id for p in known.pointers)
        if is_chosen or (talk and all(p.conversation_id != talk for p in known.pointers)):
            found.add(id)
    return found


def _chose(receipt: Receipt) -> bool:
    """Whether there was more than one to choose from."""
    return len(receipt.evidence.get("candidates", ())) > 1


def _is_news(known: KnownItem, shows: str, facts: Facts, address: str) -> bool:
    """Whether a copy tells something of its item that counts.

    Copies of an appointment differ: people write into their own. The organizer's counts, and what anybody changes; one
    that comes again as it was, with a stamp say, takes nothing back.
    """
    if not shows or not known.links:
        return True
    if known.pointer and known.pointer.shows:
        if known.pointer.shows != shows:
            return True
        if not known.pointer.is_gone:  # else it is the same copy under another id: moved, or computed before
            return False
    organizer = next((person.address for person in facts.people if person.role == "organizer"), "")
    return organizer == address or not any(copy.shows and not copy.is_gone for copy in known.pointers)


def _may_ask(receipt: Receipt, known: KnownItem | None) -> bool:
    """Whether the item asks its users, or did."""
    return receipt.rule == "ambiguous" or bool(known and any(copy.is_asked for copy in known.pointers))


def _owe_stamps(unit: Unit, mailbox_id: int, entries: Iterable[Entry], pointers: Iterable[int], now: datetime) -> None:
    """Owe a stamp to each copy, in this mailbox and in others, whose categories are not those of its links."""
    owed: dict[int, list[str]] = {}
    for entry, pointer_id in zip(entries, pointers, strict=True):
        is_bare = entry.known is None and not (entry.links or entry.marks or entry.confirmed)
        if entry.is_occurrence or is_bare:  # most of what is new
            continue
        numbers = [link.number for link in entry.links]
        here = Pointer(pointer_id, 0, mailbox_id, 0, "", "", confirmed=entry.confirmed, is_private=entry.is_private)
        if not entry.is_unsettled and wanted_on(here, numbers, entry.marks) != entry.confirmed - {QUESTION}:
            owed.setdefault(mailbox_id, []).append(str(pointer_id))
        for other in _other_copies(entry.known, pointer_id):
            marks = entry.known.marks if entry.known else ()
            marks = entry.marks if other.mailbox_id == mailbox_id else marks
            if not (other.is_occurrence or other.is_unsettled) and wanted_on(other, numbers, marks) != other.confirmed:
                owed.setdefault(other.mailbox_id, []).append(str(other.id))
    for owing, keys in owed.items():
        unit.errands.owe(owing, ErrandKind.STAMP, keys, due_at=now)


def _other_copies(known: KnownItem | None, pointer_id: int) -> list[Pointer]:
    return [p for p in known.pointers if p.id != pointer_id and not p.is_gone] if known else []


def _without_twins(read: Shown) -> Iterable[list[tuple[Linkable, Facts]]]:
    """The items in batches within which no two are copies of one: the later copy sees what the earlier one stored."""
    unnamed = {facts.sketch.likeness for _, facts in read if facts.sketch and facts.sketch.is_anonymous} - {0}
    batches: list[tuple[set[object], list[tuple[Linkable, Facts]]]] = []
    for item, facts in read:
        names: set[object] = {(facts.kind, facts.identity)}
        if unnamed and facts.sketch and facts.sketch.likeness in unnamed:
            names.add(facts.sketch.likeness)
        home = next((batch for batch in batches if names.isdisjoint(batch[0])), None)
        if home is None:
            batches.append(home := (set(), []))
        home[0].update(names)
        home[1].append((item, facts))
    return [batch for _, batch in batches]


# --- what rules are told ----------------------------------------------------------------------------------------------


def candidates_for(unit: Unit, facts: Sequence[Facts], page: KnownPage, policy: LinkPolicy) -> Candidates:
    """Whoever and whatever the items, and those of their threads, speak of."""
    outside = {p.address for one in facts for p in one.people if not policy.is_own(p.address)}
    numbers = {n for one in facts for n in numbers_named_in(one.named)}
    for known in page.items:
        if known is not None:
            numbers |= {link.number for link in known.links}
            numbers |= {n for copy in known.pointers for n in copy.confirmed if n > 0}
            numbers |= {mark.number for mark in known.marks if mark.number > 0}
    for members in (*page.members.values(), *page.conversations.values()):
        numbers |= {link.number for member in members for link in member.links}
    return unit.links.candidates(outside, numbers, {domain_of(address) for address in outside})


class Threads:
    """The page's threads, kept up to what was just decided, so that an answer sees the message that it answers."""

    def __init__(self, page: KnownPage) -> None:
        self._page = page
        self._new = 0

    def decided(self, copy: Copy, decision: Decision) -> None:
        """From now on the item's links and withdrawals are these."""
        facts, known, links = copy.facts, copy.known, decision.links
        marks, talks = decision.marks, {facts.conversation_id}
        if known is None:
            self._new -= 1
        else:
            marks = (*(m for m in known.marks if m.mailbox_id != copy.mailbox_id), *marks)
            talks |= {one.conversation_id for one in known.pointers}
        id = known.item_id if known else self._new
        taken_off = frozenset(m.number for m in marks if m.kind is MarkKind.WITHDRAWN) if marks else frozenset[int]()
        by_person = bool(links) and any(link.rule in BY_A_PERSON for link in links)
        people = frozenset(person.address for person in facts.people) if by_person else frozenset[str]()
        is_dismissed = bool(known and known.is_dismissed)
        member = Member(id, facts.identity, facts.at, links, taken_off, is_dismissed, people, facts.depth)
        for groups, keys in ((self._page.members, (copy.thread,)), (self._page.conversations, talks)):
            for key in filter(None, keys):
                groups[key] = [*(one for one in groups.get(key, ()) if one.item_id != id), member]
