"""What people and clerks do, whose outcome is certain whatever goes wrong meanwhile; and what came of it in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

from daemon.acts import read_status, troubles
from tests.flow.week.clerks import Clerks
from tests.flow.week.deal import Deal
from tests.flow.week.site import Site

OTHERS = ("Inbox/Done", "inbox")
WHOLE = 100_000  # entries of a history


@dataclass
class Mail:
    subject: str
    mailbox: str
    item_id: str
    deals: list[Deal]  # that it is linked to
    left: list[Deal] = field(default_factory=list)  # whose categories were taken off
    is_there: bool = True
    told: list[str] = field(default_factory=list)  # what people did to it, and when

    @property
    def categories(self) -> list[str]:
        return sorted(deal.category for deal in self.deals)


@dataclass
class Life:
    site: Site
    clerks: Clerks
    random: Random
    mails: list[Mail] = field(default_factory=list)
    reminded: dict[int, bool] = field(default_factory=dict)  # opportunities, and whether they still are
    away: set[str] = field(default_factory=set)  # mailboxes that nobody can act in
    done: Counter[str] = field(default_factory=Counter)

    def act(self) -> None:
        """One thing that somebody does."""
        kinds = {
            self.mail_comes: 8,
            self.answer: 3,
            self.set_category: 3,
            self.take_category_off: 2,
            self.file: 3,
            self.throw_away: 1,
            self.remind: 3,
            self.remind_no_more: 1,
            self.tick_off: 2,
            self.comment: 1,
            self.note: 1,
            self.look: 1,
        }
        happens = self.random.choices(list(kinds), weights=list(kinds.values()))[0]
        if happens():
            self.done[happens.__name__] += 1

    # --- at Outlook ---

    def mail_comes(self) -> bool:
        mailbox, deal = self._somebody(), self.random.choice(self.site.deals)
        subject = f"mail {len(self.mails)} of the week"
        item_id = self.site.simulator.outlook(mailbox).deliver_mail(deal.customer, subject)
        self._know(Mail(subject, mailbox, item_id, [deal]), f"came to {mailbox}")
        return True

    def answer(self) -> bool:
        mailbox, deal = self._somebody(), self.random.choice(self.site.deals)
        subject = f"mail {len(self.mails)} of the week"
        outlook = self.site.simulator.outlook(mailbox)
        item_id = outlook.deliver_mail(mailbox, subject, to=[deal.customer], folder="sentitems")
        self._know(Mail(subject, mailbox, item_id, [deal]), f"was sent by {mailbox}")
        return True

    def set_category(self) -> bool:
        if (mail := self._settled()) is None:
            return False
        if not (others := [deal for deal in self.site.deals if deal not in mail.deals]):
            return False
        deal = self.random.choice(others)
        self.site.simulator.outlook(mail.mailbox).add_category(mail.item_id, deal.category)
        mail.deals.append(deal)
        mail.left = [other for other in mail.left if other is not deal]
        self._did(mail, f"got {deal.category}")
        return True

    def take_category_off(self) -> bool:
        if (mail := self._settled()) is None or not mail.deals:
            return False
        deal = mail.deals.pop(self.random.randrange(len(mail.deals)))
        mail.left.append(deal)
        self.site.simulator.outlook(mail.mailbox).remove_category(mail.item_id, deal.category)
        self._did(mail, f"lost {deal.category}")
        return True

    def file(self) -> bool:
        if (mail := self._settled()) is None:
            return False
        mail.item_id = self.site.simulator.outlook(mail.mailbox).move(mail.item_id, self.random.choice(OTHERS))
        self._did(mail, "was filed")
        return True

    def throw_away(self) -> bool:
        if (mail := self._settled()) is None:
            return False
        self.site.simulator.outlook(mail.mailbox).delete(mail.item_id)
        mail.is_there = False
        self._did(mail, "was thrown away")
        return True

    def tick_off(self) -> bool:
        for deal in self.random.sample(self.site.deals, len(self.site.deals)):
            tasks = self.open_tasks(deal)
            if self.reminded.get(deal.number) and len(tasks) == 1 and self._is_at_rest(deal.owner):
                self.site.simulator.outlook(deal.owner).complete_task(tasks[0])
                self._reminded(deal, False, "ticked off")
                return True
        return False

    # --- clerks ---

    def remind(self) -> bool:
        free = [deal for deal in self.site.deals if not self.reminded.get(deal.number)]
        deal = self.random.choice(free) if free else None
        if deal is None or not self._is_at_rest(deal.owner):
            return False
        at = self.site.clock() + timedelta(days=self.random.randint(10, 20))
        self.clerks.remind(deal, at)
        self._reminded(deal, True, f"set to {at:%d %B}")
        return True

    def remind_no_more(self) -> bool:
        for deal in self.random.sample(self.site.deals, len(self.site.deals)):
            if self.reminded.get(deal.number) and self._is_at_rest(deal.owner) and len(self.open_tasks(deal)) == 1:
                self.clerks.remind(deal, None)
                self._reminded(deal, False, "switched off")
                return True
        return False

    def comment(self) -> bool:
        deal = self.random.choice(self.site.deals)
        deal.comments.append(f"comment {len(deal.comments)} on {deal.number}.")
        self.clerks.comment(deal, deal.comments[-1])
        return True

    def note(self) -> bool:
        deal = self.random.choice(self.site.deals)
        deal.notes.append(f"note {len(deal.notes)} on {deal.number}")
        self.clerks.note(deal, deal.notes[-1])
        return True

    def look(self) -> bool:
        self.clerks.look(self.random.choice(self.site.deals))
        return True

    def _know(self, mail: Mail, how: str) -> None:
        self.mails.append(mail)
        self._did(mail, how)

    def _did(self, mail: Mail, what: str) -> None:
        mail.told.append(f"{self._now} {what}")

    def _reminded(self, deal: Deal, is_on: bool, how: str) -> None:
        self.reminded[deal.number] = is_on
        deal.told.append(f"{self._now} {how}")

    @property
    def _now(self) -> str:
        return f"{self.site.clock():%A %H:%M}"

    # --- what is certain ---

    def _somebody(self) -> str:
        return self.random.choice([one for one in self.site.people if one not in self.away])

    def _settled(self) -> Mail | None:
        """One at which everything was seen and done: what people do to it is then done after that."""
        within_reach = [mail for mail in self.mails if mail.mailbox not in self.away]
        for mail in self.random.sample(within_reach, min(3, len(within_reach))):
            is_certain = mail.is_there and self.seen_categories(mail) == mail.categories
            if is_certain and self._is_linked_as_wanted(mail) and self._is_at_rest(mail.mailbox):
                return mail
        return None

    def _is_linked_as_wanted(self, mail: Mail) -> bool:
        """And to none whose category was taken off: of what is thrown away before that is seen, nobody can tell."""
        return all(self._is_in_history(mail, deal) for deal in mail.deals) and not any(
            self._is_in_history(mail, deal) for deal in mail.left
        )

    def _is_in_history(self, mail: Mail, deal: Deal) -> bool:
        with self.site.store.read() as unit:
            return any(line.subject == mail.subject for line in unit.opportunities.history(deal.number, WHOLE))

    def _is_at_rest(self, mailbox: str) -> bool:
        if mailbox in self.away:
            return False
        with self.site.store.read() as unit:
            [one] = [one for one in unit.mailboxes.status() if one.address == mailbox]
        return not (one.errands_owed or one.errands_parked or one.failures)

    def seen_categories(self, mail: Mail) -> list[str]:
        found: list[str] = self.site.simulator.outlook(mail.mailbox).read(mail.item_id)["categories"]
        return sorted(found)

    def open_tasks(self, deal: Deal) -> list[str]:
        if deal.owner in self.away:
            return []
        found = self.site.simulator.outlook(deal.owner).items("tasks")
        return [one["id"] for one in found if f"(OPP-{deal.number})" in one["subject"] and not one["is_complete"]]

    # --- in the end ---

    def differences(self) -> Iterator[str]:
        """Between what has to be and what is, each a sentence."""
        for deal in self.site.deals:
            expected = Counter(mail.subject for mail in self.mails if deal in mail.deals) + Counter(deal.notes)
            known = self._subjects() | set(deal.notes)
            with self.site.store.read() as unit:
                found = Counter(
                    line.subject for line in unit.opportunities.history(deal.number, WHOLE) if line.subject in known
                )
                one = unit.opportunities.get(deal.number)
            if found != expected:
                yield f"the history of OPP-{deal.number}: lost {expected - found}, too much {found - expected}"
                differing = (expected - found) + (found - expected)
                yield from (f"{one.subject}: {', '.join(one.told)}" for one in self.mails if one.subject in differing)
            if one.reminder_on != self.reminded.get(deal.number, False):
                yield f"OPP-{deal.number} is reminded of: {one.reminder_on}; {', '.join(deal.told)}"
            if wrong := [text for text in deal.comments if one.comments.count(text) != 1]:
                yield f"OPP-{deal.number} has these comments never or twice: {wrong}"
            if len(tasks := self.open_tasks(deal)) != self.reminded.get(deal.number, False):
                yield f"OPP-{deal.number} has {len(tasks)} open tasks; {', '.join(deal.told)}"
        for mail in self.mails:
            if mail.is_there and self.seen_categories(mail) != mail.categories:
                yield f"{mail.subject} carries {self.seen_categories(mail)}, expected {mail.categories}"
        for address in self.site.people:
            listed = Counter(self.site.simulator.outlook(address).category_list())
            if more := [name for name, count in listed.items() if count > 1]:
                yield f"the list of {address} has {more} more than once"
        if sent := self.site.simulator.sent:
            yield f"somebody was sent {sent}"
        with self.site.store.read() as unit:
            shape = read_status(unit, "OPP-", self.site.clock())
            found_troubles = troubles(shape, ZoneInfo("Europe/Oslo"))
        yield from found_troubles

    def _subjects(self) -> set[str]:
        return {mail.subject for mail in self.mails}
