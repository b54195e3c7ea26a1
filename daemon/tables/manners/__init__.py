"""How a table writes its dates and numbers: as it is told, or as its columns show; what is doubtful is asked."""

from daemon.tables.manners.dates import DateManner, day_of, moment_of
from daemon.tables.manners.locales import Manner, manner_of
from daemon.tables.manners.numbers import number_of

__all__ = ["DateManner", "Manner", "day_of", "manner_of", "moment_of", "number_of"]
