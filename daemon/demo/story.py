"""The story itself: mail comes in, people act in Outlook, and what they see. It checks everything that it claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from daemon.cli.base.output import say
from daemon.demo import letters, records
from daemon.demo.letters import JONAS, KARI, ZONE, Letter
from daemon.demo.outlook import Seen, SeenAppointment, SeenMail, SeenTask, ToDo
from daemon.demo.records import DESKS, SHOWROOM
from daemon.demo.stage import CommandLine, DemoFailed, chapter, claim, show_table
from simulator.outlook import Outlook
from simulator.server import Simulator

CUSTOMERS = "Customers"  # a category of Kari's own
MINUTES = "Minutes: row C moves by 40 cm; Ann orders on Monday."
NOTE = "Ask Ann about the freight first!"
NINE = time(9)
# How operations begin that change a mailbox: of EWS, and of Graph, where what is asked for is in a batch's parts.
WRITING = ("CreateItem", "UpdateItem", "DeleteItem", "UpdateUserConfiguration", "PATCH", "DELETE", "POST /users")
CALL_HAVN = "Follow up: Meeting room chairs (OPP-2)"
ASKING = "OPP? choose"  # the question which opportunity is meant


class Story:
    def __init__(self, folder: Path, simulator: Simulator, seen: dict[str, Seen], database: str, web: str) -> None:
        self.folder, self.database, self.web = folder, database, web
        self.simulator = simulator
        self.line = CommandLine(folder / "config.toml", folder / "dealtrail.log")
        self.kari, self.jonas = seen[KARI], seen[JONAS]
        self.to_do = ToDo(simulator.graph_url, simulator.delegated_token(JONAS))
        self.today = datetime.now(ZONE).date()

    def tell(self) -> None:
        say("Nordlys sells office furniture. Kari Nilsen and Jonas Berg live in Outlook. Her mailbox is on Exchange")
        say("Server, his in Microsoft 365; both are simulated here.")
        chapter("1. The records, typed in")
        records.type_in(self.line, self.folder, self.simulator, self.database, self.web)

        chapter("2. The first cycle: what Kari and Jonas find in Outlook")
        self.line.start("run", "--once")
        self._look_at_stamps()
        self._look_at_the_task()

        chapter("3. Kari works on in Outlook, and Jonas in To Do")
        self._people_act()
        self.line.start("run", "--once")
        self._look_at_what_came_of_it()

        chapter("4. They tick their tasks off: Kari in Outlook, Jonas in To Do")
        self._task_done()

        chapter("5. What the firm knows now")
        self._look_at_the_record()

        chapter("6. Why? Every decision has its receipt")
        self._look_at_reasons()

        chapter("7. The sums")
        self._add_up()

    # --- after the first cycle ---

    def _look_at_stamps(self) -> None:
        inbox, sent, calendar = self.kari.mails(), self.kari.sent(), self.kari.appointments()
        _show_mails("Kari's Inbox, as Outlook shows it", inbox)
        _show_mails("Jonas's Inbox", self.jonas.mails())
        _show_calendar("Kari's Calendar", calendar)
        _show_calendar("Jonas's Calendar", self.jonas.appointments())
        show_table(
            "The categories that Outlook offers her", ("category",), [(name,) for name in self.kari.category_list()]
        )
        say()
        on = {mail.subject: mail.categories for mail in (*inbox, *sent)}
        at_jonas = {mail.subject: mail.categories for mail in self.jonas.mails()}
        claim(on[letters.TWO_LOTS.subject] == (DESKS,), "mail from a known contact carries the opportunity's category")
        claim(on["Our offer: 200 desks"] == (DESKS,), "so does what Kari wrote herself")
        claim(
            on[letters.QUESTIONS.subject] == (CUSTOMERS, DESKS),
            f"Kari's own category {CUSTOMERS!r} stayed beside it",
        )
        claim(at_jonas[letters.TWO_LOTS.subject] == (DESKS,), "the copy that Jonas got is stamped, too")
        claim(
            at_jonas[letters.CHAIRS.subject] == (records.CHAIRS,),
            "mail from a company's contact found the company's deal",
        )
        stamped = {meeting.subject: meeting.categories for meeting in calendar}
        claim(stamped == {letters.VISIT.subject: (DESKS,), letters.DENTIST.subject: ()}, "the site visit is stamped")
        self._look_at_the_organizers_meeting()
        unstamped = {mail.subject for mail in inbox if not mail.categories}
        expected = {letter.subject for letter in letters.LETTERS[KARI] if letter.folder == "Inbox"} - {
            letter.subject for letter in (letters.QUESTIONS, letters.TWO_LOTS, letters.CHESS, letters.COME_BY)
        }
        claim(unstamped == expected, "private, internal, automatic and strangers' mail was left alone")
        claim(on[letters.COME_BY.subject] == (ASKING,), "Petra's mail, which could mean two deals, asks Kari which")
        claim(not any(mail.is_read for mail in inbox), "nothing was marked as read")
        offered = self.kari.category_list()
        claim(
            offered == [CUSTOMERS, "OPP new", ASKING, DESKS, records.CHAIRS, records.SERVICE, SHOWROOM],
            "her list offers the open opportunities, after her own categories",
        )

    def _look_at_the_organizers_meeting(self) -> None:
        (explanation,) = self.line.ask("why", letters.SAMPLES.subject)
        (copy,) = explanation["copies"]
        claim(
            [link["opportunity"] for link in explanation["links"]] == ["OPP-2"]
            and copy["not_stamped"].startswith("a meeting that this mailbox organizes")
            and [meeting.categories for meeting in self.jonas.appointments()] == [()],
            "Jonas's own meeting is linked and not stamped: Microsoft 365 might mail Ingrid Moe about it",
        )

    def _look_at_the_task(self) -> None:
        task = self._task()
        say()
        _show_task("Kari's one task", task)
        tomorrow = self.today + timedelta(days=1)
        claim(task.subject == "Follow up: 200 desks for Bergen (OPP-1)", "the reminder of OPP-1 is a task in Outlook")
        claim(task.due == tomorrow and task.reminder_at == datetime.combine(tomorrow, NINE, ZONE), "due tomorrow, 9:00")
        claim(task.categories == (DESKS,), "with the opportunity's category")
        claim("+47 55 00 10 20" in task.body, "and whom to call")
        (at_jonas,) = self.jonas.tasks()
        say()
        _show_task("Jonas's task", at_jonas)
        claim(
            self.to_do.open_tasks() == [at_jonas.subject] == [CALL_HAVN],
            "the reminder of OPP-2 is a task in Jonas's To Do, and shows in his Outlook",
        )
        claim((at_jonas.due, at_jonas.categories) == (tomorrow, (records.CHAIRS,)), "due tomorrow, with its category")

    def _task(self) -> SeenTask:
        tasks = self.kari.tasks()
        if len(tasks) != 1 or len(self.jonas.tasks()) != 1:
            raise DemoFailed("not as told: Kari and Jonas have other tasks than one each")
        return tasks[0]

    # --- what people do, and what comes of it ---

    def _people_act(self) -> None:
        kari, jonas = self.simulator.outlook(KARI), self.simulator.outlook(JONAS)
        say(f"• Kari picks {DESKS!r} for the mail of an architect whom nobody knows")
        kari.add_category(item_of(kari, letters.FLOOR_PLAN.subject), DESKS)
        say("• takes that category off Ann's mail about the chess club")
        kari.remove_category(item_of(kari, letters.CHESS.subject), DESKS)
        say(f"• answers for Petra's mail, which could mean two deals: {SHOWROOM!r} in place of {ASKING!r}")
        kari.set_categories(item_of(kari, letters.COME_BY.subject), [SHOWROOM])
        say("• moves Ann's two questions into the folder Inbox/Fabrikam")
        kari.make_folder("Inbox/Fabrikam")
        kari.move(item_of(kari, letters.QUESTIONS.subject), "Inbox/Fabrikam")
        say("• puts the site visit on another day, and writes the minutes into it")
        kari.edit_appointment(item_of(kari, letters.VISIT.subject), start=self._new_visit(), body=MINUTES)
        say("• moves the task to another day, and writes a note above what dealtrail wrote")
        task = item_of(kari, "Follow up")
        kari.move_due_date(task, self._new_due())
        kari.write_body(task, f"{NOTE}\r\n{kari.read(task)['body']}")
        say("• and Jonas moves his task, in To Do, and gets one more mail from Ingrid Moe")
        self.to_do.move(CALL_HAVN, self._new_due(), ZONE)
        jonas.deliver_mail(letters.INGRID, "Wool samples", "They came today. The dark blue, please.")
        say()

    def _new_visit(self) -> datetime:
        day = letters.working_day(letters.VISIT.day(self.today) + timedelta(days=1))
        return datetime.combine(day, letters.VISIT.at, ZONE)

    def _new_due(self) -> date:
        return letters.working_day(self.today + timedelta(days=4))

    def _look_at_what_came_of_it(self) -> None:
        inbox, moved = self.kari.mails(), self.kari.mails("Fabrikam")
        _show_mails("Kari's Inbox", inbox)
        _show_mails("Kari's folder Inbox/Fabrikam", moved)
        task = self._task()
        say()
        _show_task("Kari's task", task)
        say()
        desks = self._history("OPP-1")
        subjects = Counter(line["subject"] for line in desks)
        on = {mail.subject: mail.categories for mail in inbox}
        claim(subjects[letters.FLOOR_PLAN.subject] == 1, "a category picked by hand brought the stranger's mail in")
        claim(
            subjects[letters.CHESS.subject] == 0 and on[letters.CHESS.subject] == (),
            "what Kari took off is out of the deal's history, and stays off",
        )
        settled = [(line["subject"], line["rule"]) for line in self._history("OPP-4")]
        claim(
            settled == [(letters.COME_BY.subject, "category")],
            "Petra's mail is in the history of the deal she meant",
        )
        claim(on[letters.COME_BY.subject] == (SHOWROOM,), "and asks no more")
        (questions,) = self.line.ask("why", letters.QUESTIONS.message_id)
        claim(
            [copy["folder"] for copy in questions["copies"] if not copy["gone"]] == ["Inbox/Fabrikam"]
            and [(mail.subject, mail.categories) for mail in moved] == [(letters.QUESTIONS.subject, (CUSTOMERS, DESKS))]
            and subjects[letters.QUESTIONS.subject] == 1,
            "the moved mail was followed to its new folder: one item, categories and all",
        )
        visits = [line for line in desks if line["subject"] == letters.VISIT.subject]
        claim(
            [datetime.fromisoformat(visit["at"]) for visit in visits] == [self._new_visit()]
            and visits[0]["preview"] == MINUTES,
            "the site visit is one entry with its new time and the minutes",
        )
        at = datetime.combine(self._new_due(), NINE, ZONE)
        reminder = self.line.ask("opportunity", "show", "OPP-1")["reminder"]
        claim(
            reminder["on"] and datetime.fromisoformat(reminder["at"]) == at, "the record's reminder moved with the task"
        )
        claim(task.due == at.date() and task.reminder_at == at, "and the task's alarm with both")
        (at_jonas,) = self.jonas.tasks()
        reminder = self.line.ask("opportunity", "show", "OPP-2")["reminder"]
        claim(
            reminder["on"]
            and (datetime.fromisoformat(reminder["at"]), at_jonas.due, at_jonas.reminder_at) == (at, at.date(), at),
            "and so they did for Jonas, who moved his in To Do",
        )
        claim(
            task.body.startswith(NOTE) and letters.FLOOR_PLAN.subject in task.body,
            "her note stayed, the news is below",
        )
        fresh = {mail.subject: mail.categories for mail in self.jonas.mails()}
        claim(fresh["Wool samples"] == (records.CHAIRS,), "the new mail to Jonas is stamped")

    def _task_done(self) -> None:
        kari = self.simulator.outlook(KARI)
        kari.complete_task(item_of(kari, "Follow up"))
        self.to_do.tick_off(CALL_HAVN)
        self.line.start("run", "--once")
        say()
        is_on = [self.line.ask("opportunity", "show", key)["reminder"]["on"] for key in ("OPP-1", "OPP-2")]
        claim(not any(is_on), "the records' reminders are off")
        claim(
            self._task().is_complete and self.jonas.tasks()[0].is_complete and not self.to_do.open_tasks(),
            "and no new tasks came in their place",
        )
        self.simulator.journal.clear()
        self.line.start("run", "--once")
        say()
        written = [operation for operation in self.simulator.journal.counts() if operation.startswith(WRITING)]
        claim(not written, "one more cycle, with no news, wrote nothing to either server")

    # --- what the firm knows ---

    def _look_at_the_record(self) -> None:
        self.line.type("opportunity", "list")
        self.line.type("opportunity", "history", "OPP-1")
        subjects = sorted(line["subject"] for line in self._history("OPP-1"))
        written = (letters.QUESTIONS, letters.TWO_LOTS, letters.FLOOR_PLAN)
        expected = ["Our offer: 200 desks", letters.VISIT.subject, NOTE, *(letter.subject for letter in written)]
        say()
        claim(
            subjects == sorted(expected),
            "six items, each once, though one of them lies in two mailboxes, and one was typed into a task",
        )

    def _look_at_reasons(self) -> None:
        self.line.type("why", letters.FLOOR_PLAN.subject)
        say()
        self.line.type("why", letters.CHESS.subject)
        say()
        self.line.type("why", letters.NEWSLETTER.subject)
        say()
        self.line.type("why", letters.DINNER.message_id)
        say()
        claim(self._rule(letters.FLOOR_PLAN) == ("linked", "category"), "a person's category counts")
        claim(self._rule(letters.CHESS)[1] == "removed by the user", "so does a person's removal")
        claim(self._rule(letters.NEWSLETTER) == ("skipped", "automatic"), "newsletters are no correspondence")
        (private,) = self.line.ask("why", letters.DINNER.message_id)
        claim(private["subject"] == "" and not private["links"], "of a private mail only the fact is kept")
        claim(
            self._rule(letters.THANKS) == ("contact", "contact"),
            "an old customer's thanks are in the contact's history",
        )

    def _add_up(self) -> None:
        self.line.type("status")
        shape = self.line.ask("status")
        say()
        for mailbox in shape["mailboxes"]:
            counts = {name: number for name, number in mailbox["counts"].items() if number}
            claim(
                mailbox["seen"] == sum(mailbox["counts"].values()) == self._there(mailbox["address"]),
                f"{mailbox['address']}: {mailbox['seen']} items seen = "
                + " + ".join(f"{number} {name}" for name, number in counts.items()),
            )
        claim(not shape["parked_errands"] and not shape["quarantine"], "nothing is owed, parked or quarantined")
        claim(not self.simulator.sent, "nothing was sent to anybody: the servers' own record is empty")
        claim(not self.simulator.journal.crashes, "and both servers understood every request")

    def _there(self, address: str) -> int:
        """How many e-mails and appointments the mailbox holds by now."""
        return letters.count(address) + (1 if address == JONAS else 0)

    def _history(self, opportunity: str) -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.line.ask("opportunity", "history", opportunity)
        return lines

    def _rule(self, letter: Letter) -> tuple[str, str]:
        (explanation,) = self.line.ask("why", letter.message_id)
        decision = explanation["copies"][0]["decision"]
        return decision["outcome"], decision["rule"]


def item_of(outlook: Outlook, subject: str) -> str:
    """The one item of this subject; raises DemoFailed where there is none."""
    found = outlook.find(subject)
    if len(found) != 1:
        raise DemoFailed(f"not as told: there are {len(found)} items in Outlook with the subject {subject!r}")
    return found[0]


def _show_mails(title: str, mails: Iterable[SeenMail]) -> None:
    rows = [(mail.sender, mail.subject, "; ".join(mail.categories)) for mail in mails]
    show_table(title, ("from", "subject", "categories"), rows)


def _show_calendar(title: str, appointments: Iterable[SeenAppointment]) -> None:
    rows = [(f"{a.start:%a %d %b %H:%M}", a.subject, a.location, "; ".join(a.categories)) for a in appointments]
    show_table(title, ("when", "what", "where", "categories"), rows)


def _show_task(title: str, task: SeenTask) -> None:
    alarm = f", reminder {task.reminder_at:%a %d %b %H:%M}" if task.reminder_at else ""
    say(f"{title}: {task.subject}", "bold")
    say(f"  due {task.due:%a %d %b}{alarm}; categories: {'; '.join(task.categories)}")
    for line in task.body.splitlines():
        say(f"  │ {line}")
