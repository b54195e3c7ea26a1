"""Dates, times, amounts and per cents as people type them, in English, German and Norwegian. Pure.

What can be meant in two ways is not guessed: the refusal names both readings. Whoever reads cells of a table asks
`days_of` and `numbers_of` for all readings of each cell, and decides for the column.
"""

from store.rules.typed.dates import DAYS_ARE, TIMES_ARE, day_of, days_of, moment_of, period_of
from store.rules.typed.manner import Manner, Toward, known_locale, mark_of, order_of
from store.rules.typed.numbers import amount_of, number_of, numbers_of, per_cent_of, whole_per_cent

__all__ = [
    "DAYS_ARE",
    "TIMES_ARE",
    "Manner",
    "Toward",
    "amount_of",
    "day_of",
    "days_of",
    "known_locale",
    "mark_of",
    "moment_of",
    "number_of",
    "numbers_of",
    "order_of",
    "per_cent_of",
    "period_of",
    "whole_per_cent",
]
