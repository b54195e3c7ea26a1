"""What people do in Outlook to mail, meetings, and drafts that were made for them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from simulator.mailboxes.items import Item
from tests.flow.firm import ANN
from tests.flow.machine.at_tasks import hours, picks, users
from tests.flow.machine.desk import TEAM, WEEK, Desk

deals = st.none() | picks


class AtCalendar(RuleBasedStateMachine):
    desk: Desk

    @rule(who=users, deal=deals)
    def gets_mail(self, who: str, deal: int | None) -> None:
        outlook = self.desk.firm.outlook(who)
        mail = outlook.deliver_mail(ANN, f"Question {self.desk.next_number()}", sent_at=self.desk.firm.clock.now)
        if deal is not None:
            outlook.set_categories(mail, self.desk.category(deal))

    @rule(who=users, pick=picks, deal=deals)
    def sorts_mail(self, who: str, pick: int, deal: int | None) -> None:
        """Another opportunity's category in the place of ours, one of the user's own, or none."""
        mail = [one for one in self.desk.items(who) if one.tag == "Message" and one.folder.wellknown == "inbox"]
        if mail:
            own = ["Red"] if pick % 2 else []
            self.desk.firm.outlook(who).set_categories(mail[pick % len(mail)].id, [*own, *self.desk.category(deal)])

    # --- meetings -----------------------------------------------------------------------------------------------------

    def _a_meeting(self, who: str, pick: int, *, is_series: bool | None = None) -> Item | None:
        found = [one for one in self.desk.meetings_of(who) if is_series in (None, bool(one.series))]
        return found[pick % len(found)] if found else None

    @rule(who=users, by=hours, with_ann=st.booleans(), deal=deals, is_series=st.booleans())
    def appoints(self, who: str, by: timedelta, with_ann: bool, deal: int | None, is_series: bool) -> None:
        start = self.desk.firm.clock.now + by - (WEEK if is_series else timedelta())
        outlook = self.desk.firm.outlook(who)
        subject = f"Meeting {self.desk.next_number():03}."
        rhythm = "FREQ=WEEKLY;COUNT=3" if is_series else ""
        made = outlook.appoint(subject, start, attendees=[ANN] if with_ann else [], body="Agenda", rule=rhythm)
        if deal is not None:
            outlook.set_categories(made, self.desk.category(deal))
        self.desk.meetings[subject] = who
        if is_series:
            self.desk.series.add(subject)

    @rule(who=users, pick=picks, by=hours, place=st.sampled_from(("", "Oslo")))
    def moves_a_meeting(self, who: str, pick: int, by: timedelta, place: str) -> None:
        if meeting := self._a_meeting(who, pick, is_series=False):
            start = self.desk.firm.clock.now + by
            self.desk.firm.outlook(who).edit_appointment(meeting.id, start=start, location=place, body="Minutes")

    @rule(who=users, pick=picks, deal=deals)
    def sorts_a_meeting(self, who: str, pick: int, deal: int | None) -> None:
        if meeting := self._a_meeting(who, pick):
            self.desk.firm.outlook(who).set_categories(meeting.id, ["Red", *self.desk.category(deal)])

    @rule(who=users, pick=picks, folder=st.sampled_from(("calendar", TEAM)))
    def files_a_meeting(self, who: str, pick: int, folder: str) -> None:
        if meeting := self._a_meeting(who, pick, is_series=False):
            self.desk.firm.outlook(who).move(meeting.id, folder)

    @rule(who=users, pick=picks, for_good=st.booleans())
    def deletes_a_meeting(self, who: str, pick: int, for_good: bool) -> None:
        if meeting := self._a_meeting(who, pick):
            self.desk.throw_away(who, meeting, for_good=for_good)

    @rule(who=users, pick=picks)
    def puts_a_meeting_back(self, who: str, pick: int) -> None:
        found = [one for one in self.desk.items(who) if one.folder.wellknown == "deleteditems"]
        found = [one for one in found if one.tag == "CalendarItem" and one.subject in self.desk.meetings]
        if found:
            self.desk.kept.discard(found[pick % len(found)].subject)
            self.desk.firm.outlook(who).move(found[pick % len(found)].id, "calendar")

    @rule(who=users, pick=picks, which=st.integers(0, 2), by=st.none() | hours)
    def changes_one_occurrence(self, who: str, pick: int, which: int, by: timedelta | None) -> None:
        """It is held elsewhere, at another time or not; or it is taken out."""
        series = self._a_meeting(who, pick, is_series=True)
        if series is None:
            return
        outlook, first = self.desk.firm.outlook(who), self.desk.begins(series)
        try:
            one = outlook.occurrence(series.id, first + which * WEEK)
        except KeyError:  # taken out before
            return
        if by is None:
            outlook.delete(one)
        else:
            outlook.edit_appointment(one, location=f"Room {which}")

    # --- drafts -------------------------------------------------------------------------------------------------------

    def _a_draft(self, who: str, pick: int) -> Item | None:
        unsent = {subject for subject, asked in self.desk.drafts.items() if not asked.fate}
        found = [one for one in self.desk.items(who) if one.subject in unsent]
        return found[pick % len(found)] if found else None

    @rule(who=users, pick=picks, deal=deals)
    def works_on_a_draft(self, who: str, pick: int, deal: int | None) -> None:
        if draft := self._a_draft(who, pick):
            outlook = self.desk.firm.outlook(who)
            outlook.write_body(draft.id, f"{draft.text}\nAs we said.")
            if deal is not None:
                self.desk.drafts[draft.subject].is_sorted = True
                outlook.set_categories(draft.id, ["Red", *self.desk.category(deal)])

    @rule(who=users, pick=picks)
    def sends_a_draft(self, who: str, pick: int) -> None:
        if draft := self._a_draft(who, pick):
            self.desk.drafts[draft.subject].fate = "sent"
            self.desk.firm.outlook(who).send(draft.id)

    @rule(who=users, pick=picks, for_good=st.booleans())
    def deletes_a_draft(self, who: str, pick: int, for_good: bool) -> None:
        if draft := self._a_draft(who, pick):
            self.desk.drafts[draft.subject].fate = "thrown"
            self.desk.firm.outlook(who).delete(draft.id, for_good=for_good)

    # --- much at once -------------------------------------------------------------------------------------------------

    @rule(who=users, what=st.sampled_from(("tasks", "calendar", "inbox")), for_good=st.booleans())
    def loses_a_whole_folder(self, who: str, what: str, for_good: bool) -> None:
        """More than ten that were known: emptied by hand, archived, or lost to a client's bug."""
        self.desk.fill(who, what)
        self.desk.cycle()
        for item in self.desk.listed(who, what):
            self.desk.throw_away(who, item, for_good=for_good)
