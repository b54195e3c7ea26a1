"""Which opportunities does an item belong to? Pure functions from an item and what the store knows to a decision.

`facts` says what is looked at, `hand` what users did, `thread` what is inherited, `rules` is the table, and `decision`
puts them together. `docs/linking.md` is the same in words.
"""

from daemon.link.decision import Decision, decide
from daemon.link.facts import Copy, Facts, Linkable, facts_of, item_time, stored_facts

__all__ = ["Copy", "Decision", "Facts", "Linkable", "decide", "facts_of", "item_time", "stored_facts"]
