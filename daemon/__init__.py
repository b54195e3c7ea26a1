"""The daemon and its commands."""

from connectors.lean import import_without

import_without("structlog", {"rich": None})  # it would paint tracebacks with it, which our log does not have
