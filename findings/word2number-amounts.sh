#!/usr/bin/env bash
# word2number 1.1 reads numbers that are written in words, as in contracts and dictated notes; "two million three thousand nine hundred and eighty
# four" is an example of its page. One expects what it cannot read to be refused, as "half" is. Seen:
# - where "thousand" is the last word, the words before it are counted once more: one million two thousand is 1,003,002, and three million five
#   hundred thousand 3,501,500;
# - cents are added to the euros, "two and a half million" is two, "minus" is passed over, and "twenty one hundred" is 120;
# - "nineteen eighty", which is a year to whoever says it, is 99.
# Each is an int like any other.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check word2number==1.1
venv/bin/python - > seen <<'PYTHON'
from word2number import w2n

for words in (
    "one million two thousand and one",
    "one million two thousand",
    "three million five hundred thousand",
    "seven hundred and fifty thousand euros and twenty cents",
    "two and a half million",
    "minus five hundred",
    "fifteen hundred",
    "twenty one hundred",
    "nineteen eighty",
    "two dozen",
    "half",
):
    try:
        print(words, "->", w2n.word_to_num(words))
    except ValueError:
        print(words, "-> refused")
PYTHON
diff seen - <<'EXPECTED'
one million two thousand and one -> 1002001
one million two thousand -> 1003002
three million five hundred thousand -> 3501500
seven hundred and fifty thousand euros and twenty cents -> 750020
two and a half million -> 2000000
minus five hundred -> 500
fifteen hundred -> 1500
twenty one hundred -> 120
nineteen eighty -> 99
two dozen -> 2
half -> refused
EXPECTED
echo "as seen: word2number 1.1 reads one million two thousand as 1003002"
