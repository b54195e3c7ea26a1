"""Why a message did not arrive at a webhook, in the reader's language: it is kept in English, as a shell tells it."""

from __future__ import annotations

from daemon.language import Language, cause_told, gettext_noop, told_by

_WHY = (
    gettext_noop("it answers with %(status)s"),
    gettext_noop("it answers with %(status)s: check what it expects of a signature"),
    gettext_noop("it answers with %(status)s: there is nothing at this address"),
    gettext_noop("it answers with %(status)s: it takes no message of this size"),
    gettext_noop("it answers with %(status)s: it is told too much at once"),
    gettext_noop("it answers that it is gone (410)"),
    gettext_noop(
        "it answers with a redirect (%(status)s), which is not followed; register the address that it leads to"
    ),
    gettext_noop("no answer within %(seconds)s s"),
    gettext_noop("the connection ended without an answer"),
    gettext_noop("no connection: %(reason)s"),
    gettext_noop("no TLS connection (%(reason)s)"),
    gettext_noop("its certificate is not trusted: %(reason)s; name its authority in webhooks.ca_file"),
    gettext_noop("is not https; use https, or name %(host)s in webhooks.allow of the configuration"),
    gettext_noop(
        "%(host)s is an address of this machine or of a network that is not public; "
        "if that is meant, name %(named)s in webhooks.allow of the configuration"
    ),
    gettext_noop("webhooks.key is not set in the configuration"),
    gettext_noop("webhooks.key of the configuration is not the one that its secret was made with"),
)


def not_arrived(language: Language, why: str) -> str:
    """What libraries and systems call a cause is told where it is a common one, and else stays as they say it."""
    return told_by(language, _WHY, why, reason=cause_told)
