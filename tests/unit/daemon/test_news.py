"""What a turn is attentive to, from turn to turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.mailbox import Heard, News
from daemon.bell import Bell
from daemon.news import Attention, in_words
from store.values import WatchedFolder

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def a_folder(server_id: str, cursor: str | None = "c", pass_started: datetime | None = None) -> WatchedFolder:
    return WatchedFolder(1, server_id, "Inbox", "mail", None, cursor, pass_started, None, None)


def attentive(*told: str) -> Attention:
    attention = Attention(is_everywhere=False)
    attention.hear(News(Heard.WHEN_ASKED, frozenset(told)))
    return attention


def test_everything_is_wanted_until_all_was_looked_into():
    attention = Attention()

    assert attention.is_wanted(a_folder("a"))
    attention.looked(())
    assert not attention.is_wanted(a_folder("a"))


def test_what_is_told_is_wanted_until_it_was_looked_into_and_what_was_refused_after_that():
    attention = attentive("a", "b")

    assert [attention.is_wanted(a_folder(id)) for id in "abc"] == [True, True, False]
    attention.looked(["b"])
    assert [attention.is_wanted(a_folder(id)) for id in "abc"] == [False, True, False]


def test_what_is_being_read_from_nothing_goes_on_whatever_is_told():
    attention = attentive()

    assert attention.is_wanted(a_folder("a", cursor=None))
    assert attention.is_wanted(a_folder("a", pass_started=NOW - timedelta(hours=1)))


def test_a_stranger_means_something_once_and_again_when_it_is_none_any_more():
    attention = attentive("stranger")
    attention.listed({"a"})
    attention.looked(())

    attention.hear(News(Heard.WHEN_ASKED, frozenset({"stranger"})))
    assert attention.told == set()

    attention.listed({"a", "stranger"})
    attention.hear(News(Heard.WHEN_ASKED, frozenset({"stranger"})))
    assert attention.told == {"stranger"}


def test_people_are_told_why_every_folder_is_looked_into():
    assert in_words("by looking", "the server refused") == "every folder is looked into each time: the server refused"


def test_the_bell_is_answered_once_and_not_while_busy():
    bell = Bell()
    for address in ("bob", "eve", "bob"):
        bell.ring(address)

    assert bell.answer({"eve"}) == {"bob"}
    bell.ring("bob")
    assert bell.answer(()) == {"eve"}  # Bob had his turn a moment ago
    assert not bell.waits_for(())
