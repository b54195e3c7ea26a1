"""A whole database into another one, of either kind: every row as it is, the indexes of words, the numbers given.

copying.py   what is done, in which order
rows.py      a table's rows in pieces, and the sum by which they are known to be the same
target.py    what stands in the other database meanwhile, so that nobody works with half of it
numbers.py   numbers that were given once and are not given again
"""

from store.copying.copying import Copied, Looked, copy, looked_at

__all__ = ["Copied", "Looked", "copy", "looked_at"]
