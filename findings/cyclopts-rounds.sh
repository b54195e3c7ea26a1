#!/usr/bin/env bash
# cyclopts 5.5.2: for a parameter of type int, "12.5" is expected to be refused, as "12,5", "1e3" and "twelve" are. Seen: what has a full
# stop is rounded without a word, halves to the even number, before validators look at it: a chance of 0.5, where whole per cent are
# asked for, is 0, 2.5 hours and 1.5 hours are both 2, and -0.4 passes Number(gte=0). Of a Decimal, a comma ("12,5") is no
# error of use but an InvalidOperation that nobody catches.
set -eu
cd "$(mktemp -d)"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check cyclopts==5.5.2
venv/bin/python - > seen <<'PYTHON'
from decimal import Decimal
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from cyclopts.validators import Number

Percent = Annotated[int, Parameter(validator=Number(gte=0, lte=100))]
app = App(result_action="return_value")


@app.command
def chance(percent: Percent) -> int:
    return percent


@app.command
def amount(value: Decimal) -> Decimal:
    return value


for words in ("chance=12", "chance=0.5", "chance=1.5", "chance=2.5", "chance=-0.4", "chance=100.4", "chance=12,5", "amount=12,5"):
    command, _, value = words.partition("=")
    name = "--percent" if command == "chance" else "--value"
    try:
        print(words, "->", app([command, f"{name}={value}"], exit_on_error=False, print_error=False))
    except (CycloptsError, ArithmeticError) as problem:
        print(words, "->", type(problem).__name__)
PYTHON
diff seen - <<'EXPECTED'
chance=12 -> 12
chance=0.5 -> 0
chance=1.5 -> 2
chance=2.5 -> 2
chance=-0.4 -> 0
chance=100.4 -> 100
chance=12,5 -> CoercionError
amount=12,5 -> InvalidOperation
EXPECTED
echo "as seen: cyclopts 5.5.2 rounds what is typed for a whole number"
