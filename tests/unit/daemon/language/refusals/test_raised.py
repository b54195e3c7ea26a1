"""What the store refuses with is found in its source, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from daemon.language.refusals.raised import places

# Words that only a database server knows; what is handed on as it is: links and receipts, of tables what is asked.
HANDED_ON = {
    ("daemon/web/pages/settings/fields.py", "remedy"),
    ("daemon/tables/importing.py", "reason"),
    ("daemon/tables/importing.py", "remedy"),
    ("daemon/tables/tidying.py", "reason"),
    ("daemon/tables/tidying.py", "remedy"),
    ("store/failures.py", "reason"),
    ("store/history/known.py", "why"),
    ("daemon/link/rules.py", "why"),
}


def test_every_refusal_has_a_text_for_translators() -> None:
    opaque = {(one.path, one.part) for one in places() if one.part != "subject" and one.is_opaque}

    assert opaque == HANDED_ON


def said(folder: Path, source: str, **others: str) -> dict[str, set[str]]:
    (folder / "store").mkdir()
    for name, text in {"a": source, **others}.items():
        (folder / f"store/{name}.py").write_text(text)
    found: dict[str, set[str]] = {}
    for place in places(folder):
        found.setdefault(place.part, set()).update(place.texts)
    return found


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        ("raise StoreError('x', 'is gone')", {"is gone"}),
        ("raise StoreError('x', f'is {amount}, not {other!r}')", {"is %(amount)s, not %(other)s"}),
        ("raise StoreError('x', f'is {a.b.total} of {len(rows)}')", {"is %(total)s of %(count_of_rows)s"}),
        ("raise StoreError('x', f'{a} is like {a}')", {"%(a)s is like %(a_2)s"}),
        ("raise StoreError('x', f'is {kind.value}')", {"is %(the_kind)s"}),
        ("raise StoreError('x', 'is 50 %')", {"is 50 %%"}),
        ("raise StoreError('x', 'is so' if a else f'is {b}')", {"is so", "is %(b)s"}),
        ("raise StoreError('x', reason='is gone')", {"is gone"}),
        ("raise StoreError('x', f'is in opportunity {number}')", {"is in opportunity %(number)s"}),
        ("raise StoreError('x', f'belongs to opportunity {number}')", {"belongs to %(number)s"}),
        ("class Gone(StoreError): ...\nraise Gone('x', 'is gone')", {"is gone"}),
        ("GONE = 'is gone'\nraise StoreError('x', GONE)", {"is gone"}),
        ("def f(a):\n    why = 'is big' if a else 'is small'\n    raise StoreError('x', why)", {"is big", "is small"}),
        (
            "def f(act):\n    raise StoreError('x', f'cannot be {act}')\nf('moved')\nf(act='sold')",
            {"cannot be moved", "cannot be sold"},
        ),
        ("def f(a):\n    return f'is {a} much'\nraise StoreError('x', f(3))", {"is %(a)s much"}),
        ("def f(a):\n    return f'is {a}', 'ask'\nraise StoreError('x', *f(b))", {"is %(a)s"}),
        ("raise StoreError('x', error.strerror)", set()),
    ],
)
def test_a_refusal_is_read_as_it_is_written(source: str, reasons: set[str], tmp_path: Path) -> None:
    assert said(tmp_path, source).get("reason", set()) == reasons


def test_a_text_of_another_module_is_followed_there(tmp_path: Path) -> None:
    found = said(
        tmp_path, "from store.words import GONE\nraise StoreError('x', 'is gone', GONE)", words="GONE = 'look'"
    )

    assert found == {"subject": {"x"}, "reason": {"is gone"}, "remedy": {"look"}}


def test_of_a_class_that_makes_its_own_sentence_the_subject_is_handed_in(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        "class Missing(StoreError):\n"
        "    def __init__(self, subject, asked):\n"
        "        super().__init__(subject, f'there is no {asked}', 'add it')\n"
        "raise Missing('stage', name)",
    )

    assert found == {"subject": {"stage"}, "reason": {"there is no %(asked)s"}, "remedy": {"add it"}}


def test_functions_that_call_each_other_are_read_to_an_end(tmp_path: Path) -> None:
    found = said(
        tmp_path, "def f(a):\n    return g(a)\ndef g(a):\n    return f(a)\nraise StoreError('x', f'is {f(1)}')"
    )

    assert found["reason"] == {"is %(value)s"}
