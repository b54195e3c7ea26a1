"""All commands of `dealtrail`, and how one is found.

Nothing of a command is imported before it is called, so that help and completion are quick.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter

from daemon.cli.base.session import Session

EXIT_CODES = "Exit codes: 0 done, 1 failed (a bad configuration included), 2 wrong use, 130 interrupted."


def _version() -> str:
    from importlib.metadata import version

    return f"dealtrail {version('dealtrail')}"


app = App(
    name="dealtrail",
    help="Keeps a firm's Outlook and its sales opportunities in step.",
    help_epilogue=f"Begin with: dealtrail config example, dealtrail init, dealtrail check, dealtrail run\n{EXIT_CODES}",
    help_format="plaintext",
    version=_version,
    version_format="plaintext",
    default_parameter=Parameter(negative="", show_default=False),
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)

SERVICE = Group("The service", sort_key=1)
LINKING = Group("Linking", sort_key=2)
RECORDS = Group("The records", sort_key=3)
HISTORY = Group("The communication history", sort_key=4)
TRYING = Group("Trying it out", sort_key=5)
FOLDERS = {
    "Linking": "daemon.cli.linking",
    "The records": "daemon.cli.records",
    "The communication history": "daemon.cli.history",
}

for noun, group, what in (
    ("init", SERVICE, "Make the database, or bring it up to date."),
    ("check", SERVICE, "Try the configuration, the database and every mailbox, and say what to do."),
    ("doctor", SERVICE, "Examine all of it: servers, clocks, certificates, database, files; --fix what is safe."),
    ("config", SERVICE, "Show the configuration in effect, or an example of one."),
    ("run", SERVICE, "Keep the mailboxes and the records in step."),
    ("worker", SERVICE, "Give mailboxes their turns beside the service: more processes, or more machines."),
    ("firms", SERVICE, "Several firms on one installation: run all of them, see how each stands."),
    ("web", SERVICE, "Serve the opportunities to browsers."),
    ("token", SERVICE, "What programs show to read the records: add, list, revoke."),
    ("webhook", SERVICE, "Tell other programs what happens: owners add, test, pause, resume, delete webhooks."),
    ("status", SERVICE, "Show how every mailbox stands, and what needs a person."),
    ("quarantine", SERVICE, "Items that could not be understood: list, show, retry, dismiss."),
    ("mailbox", SERVICE, "Mailboxes on another server now, or out of the configuration: move, forget."),
    ("retention", SERVICE, "What is kept for how long, and what of it is due to go."),
    ("reconcile", SERVICE, "Compare the mailboxes with the record, item by item, and mend what differs."),
    ("backup", SERVICE, "Write the whole database to a file, while it is in use."),
    ("restore", SERVICE, "Let a backup be the database again."),
    ("database", SERVICE, "The whole database in another one, contents of files in another place: copy, move-files."),
    ("version", SERVICE, "Which version this is; with --verbose, what it runs on."),
    ("why", LINKING, "Say in plain words why an e-mail or appointment was linked or not."),
    ("review", LINKING, "What waits for a person: list, resolve, dismiss; lost categories: take-off, put-back."),
    ("relink", LINKING, "Show what the rules would link otherwise today, and change it with --yes."),
    ("opportunity", RECORDS, "Sales opportunities: add, list, show, edit, close, reopen, history, remind."),
    ("contact", RECORDS, "People at customers, with their e-mail addresses."),
    ("account", RECORDS, "Companies."),
    ("person", RECORDS, "What is known of somebody: export it, erase it."),
    ("agenda", RECORDS, "My day or week: what is due, and what waits for an answer; a colleague's, too."),
    ("pipeline", RECORDS, "What opportunities come to, by sales stage."),
    ("forecast", RECORDS, "What opportunities come to, by month of the close date."),
    ("report", RECORDS, "Pipeline, forecast, won and lost, time in stages, and what went quiet."),
    ("product", RECORDS, "The catalogue of products and services."),
    ("stage", RECORDS, "Sales stages with their activities: owners add, rename, move and delete them."),
    ("activity", RECORDS, "The sales activities of an opportunity: list, done, undo, remind."),
    ("list", RECORDS, "The lists that people choose from: types, payment terms, sources."),
    ("user", RECORDS, "Employees, to whom work is assigned."),
    ("project", RECORDS, "Business projects: what is to be done, by whom, until when."),
    ("template", RECORDS, "Project templates: tasks that projects begin with."),
    ("marketing", RECORDS, "Marketing activities: campaigns, and the opportunities they brought."),
    ("field", RECORDS, "Fields of your own on opportunities, accounts and contacts."),
    ("import", RECORDS, "Take in accounts, contacts or opportunities from a CSV table."),
    ("export", RECORDS, "Give records or the history out as CSV or JSON."),
    ("bin", RECORDS, "The recycle bin: list, restore, empty."),
    ("audit", RECORDS, "Who changed what, when, from what, to what."),
    ("history", HISTORY, "What happened with an opportunity, a person or a company: list, show, link, unlink."),
    ("search", HISTORY, "Find records, and all that was said and written."),
    ("note", HISTORY, "Business notes."),
    ("call", HISTORY, "Phone logs."),
    ("task", HISTORY, "Tasks: add, list, done, reopen, cancel."),
    ("file", HISTORY, "Files, stored as they were: add, save, show."),
    ("simulator", TRYING, "Run a stand-in of Exchange Server and Microsoft 365 on this machine."),
    ("demo", TRYING, "Play the whole story on this machine: mail comes in, people act, and what they see."),
):
    module = f"{noun}_" if keyword.iskeyword(noun) else noun
    app.command(f"{FOLDERS.get(group.name, 'daemon.cli')}.{module}:app", name=noun, group=group, help=what)

# What `register_install_completion_command` does, which loads how shells are found and written to.
app.command("daemon.cli.completion:install", name="--install-completion", help="Install completion for your shell.")


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    config: Annotated[
        Path | None,
        Parameter(help="The configuration file; else $DEALTRAIL_CONFIG, else /etc/dealtrail/config.toml."),
    ] = None,
    firm: Annotated[
        str | None,
        Parameter(help="In place of --config: a firm of $DEALTRAIL_FIRMS, else of /etc/dealtrail/firms.toml."),
    ] = None,
    acting: Annotated[
        str | None,
        Parameter(name="--as", help="The user who acts; else $DEALTRAIL_USER, else the user with your login name."),
    ] = None,
    locale: Annotated[
        str | None,
        Parameter(
            help="How dates and numbers are written: de_DE, nb_NO, en_GB; else records.locale of the configuration, "
            "else that of your environment."
        ),
    ] = None,
    now: Annotated[Callable[[], datetime], Parameter(parse=False)],
) -> int | None:
    command, bound, unparsed = app.parse_args(tokens, exit_on_error=False, print_error=False)
    if firm is not None:
        config = _of_firm(firm, config)
    session = {name: Session(config, acting, locale, now) for name in unparsed}
    try:
        result: int | None = command(*bound.args, **bound.kwargs, **session)
    except Exception as error:
        for one in session.values():
            one.tell_keys(error)
        raise
    return result


def _of_firm(name: str, config: Path | None) -> Path:
    """The firm's configuration; from here on the process has around it what is that firm's, and no other's."""
    import os

    from config.firms import read_firms
    from daemon.cli.base.errors import WrongUse

    if config is not None:
        raise WrongUse("--firm and --config name two configurations; keep one of them")
    firms = read_firms()
    firm = firms.named(name)
    acting = {key: value for key, value in os.environ.items() if key == "DEALTRAIL_USER"}
    own = firms.environment(firm, os.environ) | acting
    os.environ.clear()
    os.environ.update(own)
    return firm.config
