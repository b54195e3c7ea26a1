"""What a person says about what waits, and what becomes of it in Outlook."""

from __future__ import annotations

from daemon.sync.redecide import Followed, decide_now
from store.values import Outcome
from tests.flow.firm import ANN, BOB, MORNING, Firm
from tests.flow.test_linking import outcome
from tests.flow.threads.answering import answer, linked_to, two_deals


def a_question(firm: Firm) -> list[str]:
    """A thread of three in Bob's mailbox that nobody knows the opportunity of; it asks by its oldest message."""
    mails = [firm.outlook().deliver_mail(ANN, "Question", message_id="<q@x>", sent_at=MORNING)]
    firm.cycle()
    mails += [answer(firm, "<q@x>", "RE: Question"), answer(firm, "<q@x>", "RE: Again")]
    firm.cycle()
    assert [firm.categories(mail) for mail in mails] == [["OPP? choose"], [], []]
    return mails


def item_of(firm: Firm, subject: str) -> int:
    with firm.store.read() as unit:
        return next(found.item.item_id for found in unit.history.explain(subject) if found.item.subject == subject)


def resolve(firm: Firm, subject: str, number: int) -> Followed:
    id = item_of(firm, subject)
    with firm.store.write() as unit:
        unit.reviewing.resolve(id, [number])
        return decide_now(unit, [id], firm.context.policy, firm.clock.now)


def dismiss(firm: Firm, subject: str) -> Followed:
    id = item_of(firm, subject)
    with firm.store.write() as unit:
        unit.reviewing.dismiss(id)
        return decide_now(unit, [id], firm.context.policy, firm.clock.now)


def test_what_is_resolved_here_takes_the_question_off_and_the_thread_along(firm: Firm):
    _, second = two_deals(firm)
    mails = a_question(firm)

    followed = resolve(firm, "RE: Question", second.number)

    assert linked_to(firm, "RE: Question") == [(second.number, "by hand")]
    assert linked_to(firm, "RE: Again") == [(second.number, "thread")]
    assert (len(followed.changed - {item_of(firm, "RE: Question")}), followed.left) == (2, 0)
    firm.cycle()
    firm.cycle()
    assert [firm.categories(mail) for mail in mails] == [[f"OPP-{second.number} Support"]] * 3


def test_what_comes_later_follows_what_was_resolved(firm: Firm):
    _, second = two_deals(firm)
    a_question(firm)
    resolve(firm, "RE: Again", second.number)
    firm.cycle()

    answer(firm, "<q@x>", "RE: once more")
    firm.cycle()

    assert linked_to(firm, "RE: once more") == [(second.number, "thread")]


def test_what_is_dismissed_here_is_asked_no_more_and_its_undoing_asks_again(firm: Firm):
    two_deals(firm)
    mails = a_question(firm)
    dismiss(firm, "Question")
    firm.cycle()
    later = answer(firm, "<q@x>", "RE: later")
    firm.cycle()
    quiet = [firm.categories(mail) for mail in (*mails, later)]

    with firm.store.write() as unit:
        ids = unit.reviewing.take_back(item_of(firm, "RE: later"))
        decide_now(unit, ids, firm.context.policy, firm.clock.now)
    firm.cycle()

    assert quiet == [[]] * 4
    assert [firm.categories(mail) for mail in (*mails, later)] == [["OPP? choose"], [], [], []]
    assert outcome(firm, "RE: later") == [(BOB, Outcome.REVIEW, "ambiguous")]


def test_a_single_message_that_asks_is_linked_in_the_history_and_asks_no_more(firm: Firm):
    first, _ = two_deals(firm)
    mail = firm.outlook().deliver_mail(ANN, "Question")
    firm.cycle()
    asked = firm.categories(mail)

    with firm.store.write() as unit:
        unit.items.link(item_of(firm, "Question"), first.number)
    firm.cycle()

    assert (asked, firm.categories(mail)) == (["OPP? choose"], [f"OPP-{first.number} 200 seats"])
