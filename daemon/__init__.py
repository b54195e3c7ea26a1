"""The daemon and its commands."""

from connectors.lean import import_without, later


def _is_coroutine(value: object) -> bool:
    import asyncio

    return asyncio.iscoroutine(value)


def _none(**_sought: str) -> tuple[()]:
    return ()


# Ways of being asynchronous, which none here is: some twenty modules.
_ASYNCHRONOUS = {"asyncio": later("asyncio", iscoroutine=_is_coroutine)}
# It would paint tracebacks with rich, which our log does not have, and know greenlets apart.
import_without("structlog", {"rich": None, "greenlet": None, **_ASYNCHRONOUS})
# And what it looks for dialects of others with.
import_without("sqlalchemy", {**_ASYNCHRONOUS, "importlib.metadata": later("importlib.metadata")})
import_without("sqlalchemy.dialects.sqlite", _ASYNCHRONOUS)
import_without("pydantic_settings", _ASYNCHRONOUS)  # for commands of its own, which ours are not
# It would look through all that is installed for plugins, of which we use none.
import_without("pydantic.plugin._loader", {"importlib.metadata": later("importlib.metadata", entry_points=_none)})
# It guesses what a text is written in that does not say so: two megabytes of tables, for what is no answer of EWS. The
# version is one that it takes.
import_without("requests", {"charset_normalizer": later("charset_normalizer", __version__="3.0.0")})
