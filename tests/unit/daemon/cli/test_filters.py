"""What can be asked of opportunities is the same at a terminal and in a browser."""

from dataclasses import fields

from daemon.acts import NAMED
from daemon.acts.asking import ASKED
from daemon.cli.records.opportunity import filters


def test_what_is_named_is_the_same():
    assert filters.NAMED == NAMED


def test_what_can_be_asked_is_the_same():
    """In the browser, `search` stands for the words that a command's list begins with."""
    options = {field.name.replace("_", "-") for field in fields(filters.Filter)}
    assert options == set(ASKED) - {"search"}
