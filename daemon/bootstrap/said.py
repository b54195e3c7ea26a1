"""What the configuration says, as values: languages, plans, policies, and for how long what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from config.sections import GraphServerSettings, MailboxSettings
from config.settings import Settings
from store.addresses import domain_of, normalise

# What only a service needs is imported where it is built: a command that shows a record starts in half the time.
if TYPE_CHECKING:
    from daemon.context import MailboxPlan
    from daemon.language import Language
    from daemon.link import HistoryPolicy, LinkPolicy
    from store.values import Keeping


def outlook_language(settings: Settings, asked: str | None = None) -> Language:
    """The language of what is written to Outlook, or one that is asked for, with dates as in the firm's country."""
    from daemon.language import ENGLISH, choose_language, named

    code, firm = asked or settings.outlook.language.value, named(settings.records.locale)
    return ENGLISH if code == ENGLISH.code else firm if firm and firm.code == code else choose_language(code, "")


def plans(settings: Settings) -> Mapping[str, MailboxPlan]:
    """What the configuration says of each mailbox, by normalised address."""
    found = (_plan(settings, mailbox) for mailbox in settings.mailbox)
    return {plan.address: plan for plan in found}


def policy(settings: Settings) -> LinkPolicy:
    """The linking policy; without named domains, those of the mailboxes are our own."""
    from daemon.link import Ambiguous, LinkPolicy

    linking = settings.linking
    own = linking.own_domains or [domain_of(normalise(mailbox.address)) for mailbox in settings.mailbox]
    return LinkPolicy(
        prefix=linking.category_prefix,
        own_domains=frozenset(domain_of(normalise(f"x@{domain}")) for domain in own),
        block=frozenset(
            normalise(entry) if "@" in entry else domain_of(normalise(f"x@{entry}")) for entry in linking.block
        ),
        ambiguous=Ambiguous(linking.ambiguous),
        lookback=timedelta(days=linking.lookback_days),
        contact_history=linking.contact_history,
        new_per_day=linking.new_per_day,
    )


def history(settings: Settings) -> HistoryPolicy:
    """What is kept of texts, and for how long."""
    from daemon.link import HistoryPolicy, KeptBody

    days = settings.history.retention_days
    return HistoryPolicy(KeptBody(settings.history.body), timedelta(days=days) if days else None)


def kept(settings: Settings) -> dict[Keeping, timedelta]:
    """How long what concerns people is kept; what is not in it, for ever."""
    from store.values import Keeping

    days = {kind: getattr(settings.privacy, f"{kind}_days") for kind in Keeping}
    return {kind: timedelta(days=many) for kind, many in days.items() if many}


def _plan(settings: Settings, mailbox: MailboxSettings) -> MailboxPlan:
    from daemon.context import MailboxPlan
    from daemon.link import WatchRule

    return MailboxPlan(
        address=normalise(mailbox.address),
        zone=mailbox.time_zone or settings.sync.time_zone,
        server=settings.server_name_of(mailbox),
        server_kind="graph" if isinstance(settings.server_of(mailbox), GraphServerSettings) else "ews",
        is_shared=mailbox.kind == "shared",
        watch=WatchRule(
            only=frozenset(mailbox.folders),
            never=frozenset(mailbox.exclude_folders),
            also=frozenset(mailbox.include_folders),
        ),
    )
