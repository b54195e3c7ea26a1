"""Exchange Server through exchangelib; every EWS word stays in here."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import Any

from connectors.lean import import_without, later, stand_in


def _ntlm(**login: Any) -> Any:
    """The login by NTLM, loaded where one is made."""
    from requests_ntlm import HttpNtlmAuth

    return HttpNtlmAuth(**login)


def _left_out(*_: Any, **__: Any) -> None:
    """Stands in for what exchangelib loads by name and nothing here calls; a call is a defect of ours."""
    raise RuntimeError("left out of exchangelib: nothing here looks for a server, or paints its answers")


# A fifth of the service's memory: NTLM with its cryptography, which most servers are logged in to without; finding a
# server by its domain; and painting XML in a terminal's colours. Ways of being asynchronous as well.
import_without(
    "exchangelib",
    {
        "requests_ntlm": stand_in("requests_ntlm", HttpNtlmAuth=_ntlm),
        "exchangelib.autodiscover": stand_in(
            "exchangelib.autodiscover", discover=_left_out, Autodiscovery=_left_out, close_connections=_left_out
        ),
        # cached_property asks it of each function, and no service waits in that way
        "asyncio": later("asyncio", iscoroutinefunction=iscoroutinefunction),
        "OpenSSL": None,  # whose errors it would know, where the browser interface has it installed
        "pygments": stand_in("pygments", highlight=_left_out),
        "pygments.formatters": stand_in("pygments.formatters"),
        "pygments.formatters.terminal": stand_in("pygments.formatters.terminal", TerminalFormatter=_left_out),
        "pygments.lexers": stand_in("pygments.lexers"),
        "pygments.lexers.html": stand_in("pygments.lexers.html", XmlLexer=_left_out),
    },
)
