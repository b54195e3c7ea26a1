"""A form of the browser, its fields and the command that says the same at a shell; and kinds of what is typed wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Words = Callable[[str], list[str]]  # the command, with what is typed into the field

# Kinds of what is typed, by what the field is for; what is right somewhere is refused elsewhere.
LONG, HOSTILE = "x" * 3_000, "a\x1b[31mb\x07"
LINE = (LONG, HOSTILE)
PROSE = ("x" * 1_100_000, HOSTILE)
NAMED = ("Nobody at all", "Twin", HOSTILE)
CHOSEN = ("99999",)  # of a list in the browser, where only what is offered can be sent
DAY = ("someday", "2027-02-30", "1999-01-01")
NUMBER = ("many", "-5", "9" * 40, "1.23456789")
MONEY = (*NUMBER, "12 XYZ", "12 EUR USD", "12 USD")
ADDRESSES = ("ann@", "twin1@client.example", "eve@us.example\nann@")
DOMAINS = ("not a domain", "client.example\n@")
NAME = ("", *LINE)
MOMENT = ("someday", "2027-02-30 9:00")
MINUTES = ("many", "-5", "1.5")


@dataclass(frozen=True)
class Field:
    words: Words
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A form: the page that draws it, and its fields; None of what cannot be typed wrong."""

    page: str
    fields: Mapping[str, Field | None]
    act: str = ""  # which of the page's forms
    action: str = ""  # where it is sent; "" for the page's own address
    filled: Mapping[str, str] = field(default_factory=dict)  # what is typed beside, that the rest is right

    @property
    def route(self) -> str:
        """Where it is sent, with numbers as they are in addresses of any record."""
        return self.action or self.page

    def __str__(self) -> str:
        return f"{self.route} {self.act}".strip()


def option(command: tuple[str, ...], name: str, typed: tuple[str, ...]) -> Field:
    return Field(lambda text: [*command, f"--{name}={text}"], typed)


def listed(command: tuple[str, ...], name: str, typed: tuple[str, ...]) -> Field:
    """A field of several lines, each of which is the option once more."""
    return Field(lambda text: [*command, *(f"--{name}={line}" for line in text.split("\n"))], typed)


def own(name: str, typed: tuple[str, ...], command: tuple[str, ...] = ("opportunity", "edit", "1")) -> Field:
    return Field(lambda text: [*command, f"--field={name}={text}"], typed)


def last(*command: str) -> Words:
    """What is typed is the command's last word."""
    return lambda text: [*command, text]
