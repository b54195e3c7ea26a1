"""Which column of a table becomes which of ours: by our names, by a firm's map, by the names of other programs."""

from daemon.tables.naming.heading import Heading, Place, headed, score
from daemon.tables.naming.maps import ColumnMap, map_of, map_text

__all__ = ["ColumnMap", "Heading", "Place", "headed", "map_of", "map_text", "score"]
