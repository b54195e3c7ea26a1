"""dealtrail(1), and a page for each noun: `man dealtrail opportunity` finds dealtrail-opportunity(1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import StringIO

from cyclopts.help import HelpEntry, HelpPanel
from rich.console import Console, ConsoleOptions, RenderableType

from daemon.cli.app import app
from daemon.cli.manual.roff import entry, heading, literal, named, page, paragraph, subheading, title
from daemon.cli.reference import commands

_PROGRAM = "dealtrail"

_EXIT_CODES = (
    ("0", "Done."),
    ("1", "It failed: one sentence on standard error says why and what to do. A configuration that is wrong is this."),
    ("2", "Wrong use: an unknown command or option, a value that cannot be meant."),
    ("130", "Interrupted with Ctrl-C."),
)
_VARIABLES = (
    ("DEALTRAIL_CONFIG", "The configuration file, where --config names none."),
    ("DEALTRAIL_USER", "The user who acts, where --as names none."),
    (
        "DEALTRAIL_SECTION__KEY",
        "Any key of the configuration, such as DEALTRAIL_SYNC__INTERVAL; wins over the file.",
    ),
    ("CREDENTIALS_DIRECTORY", "Where systemd lays credentials; these win over variables."),
)
_FILES = (
    ("/etc/dealtrail/config.toml", "The configuration: dealtrail.toml(5)."),
    ("/var/lib/dealtrail", "The database, where nothing else is configured, and all else that the service writes."),
)


@dataclass
class Help:
    """What `--help` would show of a command, taken apart: a formatter of the library's that prints nothing."""

    usage: str = ""
    description: str = ""
    epilogue: str = ""
    panels: list[HelpPanel] = field(default_factory=list)

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        if panel.entries:
            self.panels.append(panel)

    def render_usage(self, console: Console, options: ConsoleOptions, usage: RenderableType | None) -> None:
        self.usage = _plain(usage)

    def render_description(self, console: Console, options: ConsoleOptions, description: RenderableType) -> None:
        self.description = _plain(description)

    def entries(self, form: str) -> list[HelpEntry]:
        """All of this form, `command` or `parameter`, as they are shown."""
        return [entry for panel in self.panels if panel.format == form for entry in panel.entries]


def pages(day: date, program: str) -> Iterator[tuple[str, str]]:
    """The name of every page with its text; `program` is its name and version."""
    told = help_taken_apart(())
    shared = {one.display_labels for one in told.entries("parameter")}
    nouns = [words[0] for words, _ in commands() if len(words) == 1]
    yield f"{_PROGRAM}.1", page([title(_PROGRAM, 1, day, program), *_of_all(told, nouns)])
    for noun in nouns:
        name = f"{_PROGRAM}-{noun}"
        yield f"{name}.1", page([title(name, 1, day, program), *_of_noun(noun, name, shared)])


def help_taken_apart(path: tuple[str, ...]) -> Help:
    """What a command says of itself."""
    told = Help()
    out = StringIO()
    before = app.help_formatter
    app.help_formatter = told
    try:
        app.meta([*path, "--help"], console=_console(out), exit_on_error=False)
    finally:
        app.help_formatter = before
    told.epilogue = out.getvalue().strip()
    return told


def _of_all(told: Help, nouns: list[str]) -> Iterator[str]:
    yield from named(_PROGRAM, told.description)
    yield heading("synopsis")
    yield from literal([told.usage])
    yield heading("description")
    yield from paragraph(
        "A service reads the mailboxes of a firm, on Exchange Server or in Microsoft 365, and links what it finds with "
        "the firm's sales opportunities; people work with the same records by these commands, or in a browser."
    )
    yield from paragraph("Each command has a page of its own, which is found like this:")
    yield from literal(["man dealtrail opportunity"])
    for panel in told.panels:
        shown = [one for one in panel.entries if panel.format == "command" and not _is_option(one)]
        if shown:
            yield heading(_plain(panel.title))
        for one in shown:
            yield from entry(one.names, _plain(one.description))
    yield heading("options of every command")
    yield from paragraph("They stand before the command or after it.")
    yield from _options(told.entries("parameter"))
    yield heading("options in place of a command")
    yield from _options([one for one in told.entries("command") if _is_option(one)])
    for name, rows in (("exit status", _EXIT_CODES), ("environment", _VARIABLES), ("files", _FILES)):
        yield heading(name)
        for term, what in rows:
            yield from entry([term], what)
    yield heading("see also")
    yield from paragraph(", ".join(["dealtrail.toml(5)", *(f"{_PROGRAM}-{noun}(1)" for noun in sorted(nouns))]))


def _of_noun(noun: str, name: str, shared: set[tuple[str, ...]]) -> Iterator[str]:
    """A noun by itself where it does something, and its verbs."""
    told = help_taken_apart((noun,))
    called = [words for words, command in commands() if words[0] == noun and command.default_command is not None]
    verbs = {words: help_taken_apart(words) for words in called if len(words) > 1}
    alone = [told] if (noun,) in called else []
    yield from named(name, told.description)
    yield heading("synopsis")
    yield from literal(one.usage for one in (*alone, *verbs.values()))
    yield heading("description")
    yield from paragraph(told.description)
    for one in alone:
        yield from _said_of(one, shared)
    if verbs:
        yield heading("commands")
    for one in verbs.values():
        yield subheading(one.usage)
        yield from paragraph(one.description)
        yield from _said_of(one, shared)
    yield heading("see also")
    yield from paragraph("dealtrail(1) for the options of every command, exit codes and files, dealtrail.toml(5)")


def _said_of(told: Help, shared: set[tuple[str, ...]]) -> Iterator[str]:
    yield from _options([one for one in told.entries("parameter") if one.display_labels not in shared])
    first, *lines = told.epilogue.splitlines()
    yield from paragraph(first)
    yield from literal(line.strip() for line in lines)


def _is_option(one: HelpEntry) -> bool:
    return one.names[0].startswith("-")


def _options(entries: list[HelpEntry]) -> Iterator[str]:
    for one in entries:
        choices = f"One of: {'  '.join(one.choices)}" if one.choices else ""
        yield from entry(one.display_labels_with_metavar, _plain(one.description), choices)


def _plain(shown: RenderableType | None) -> str:
    """What is shown, as text on one line."""
    if shown is None:
        return ""
    out = StringIO()
    _console(out).print(shown)
    return " ".join(out.getvalue().split()).removeprefix("Usage: ")


def _console(out: StringIO) -> Console:
    """As wide as anything that is said."""
    return Console(file=out, width=10_000, color_system=None, force_terminal=False, legacy_windows=False)
