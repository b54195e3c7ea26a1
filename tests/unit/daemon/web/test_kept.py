"""Parts of pages that are drawn once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment, nodes
from jinja2.environment import Template

from daemon.language import Language, language_of, speaking, teach
from daemon.web import kept
from daemon.web.drawing import HERE, Drawing
from daemon.web.kept import Keep

OSLO, TOKYO = ZoneInfo("Europe/Oslo"), ZoneInfo("Asia/Tokyo")
ENGLISH, GERMAN = language_of("en_GB"), language_of("de")


class Drawn:
    """Says how often it was drawn."""

    def __init__(self) -> None:
        self.times = 0

    def __str__(self) -> str:
        self.times += 1
        return "<drawn>"


def a_template(text: str) -> Template:
    environment = Environment(autoescape=True, extensions=[Keep])
    teach(environment)
    return environment.from_string(text)


def draw(template: Template, language: Language = ENGLISH, zone: ZoneInfo = OSLO, **context: object) -> str:
    with speaking(language, zone):
        return template.render(context)


def test_a_part_is_drawn_once_for_the_same_values_and_escaped_once():
    template, drawn = a_template("{% keep a, b %}{{ a }}{{ drawn }}{% endkeep %}"), Drawn()

    pages = [draw(template, a="<a>", b=(1, None), drawn=drawn) for _ in range(3)]

    assert pages == ["&lt;a&gt;&lt;drawn&gt;"] * 3
    assert drawn.times == 1


@pytest.mark.parametrize(
    "other",
    [{"a": 2}, {"b": (2,)}, {"language": GERMAN}, {"zone": TOKYO}],
    ids=lambda one: ", ".join(one),
)
def test_whatever_differs_is_drawn_by_itself(other: dict[str, object]):
    template, drawn = a_template("{% keep a, b %}{{ drawn }}{% endkeep %}"), Drawn()
    asked = {"a": 1, "b": (1,), "drawn": drawn}

    draw(template, **asked)  # type: ignore[arg-type]
    draw(template, **asked | other)  # type: ignore[arg-type]

    assert drawn.times == 2


def test_two_places_of_the_same_values_are_two_parts():
    template = a_template("{% keep a %}one{% endkeep %}\n{% keep a %}two{% endkeep %}\n")

    assert [draw(template, a=1).split() for _ in range(2)] == [["one", "two"]] * 2


def test_what_stands_in_a_loop_is_kept_for_each():
    template, drawn = a_template("{% for a in all %}{% keep a %}{{ a }}{{ drawn }} {% endkeep %}{% endfor %}"), Drawn()

    assert draw(template, all=[1, 2, 1], drawn=drawn) == "1&lt;drawn&gt; 2&lt;drawn&gt; 1&lt;drawn&gt; "
    assert drawn.times == 2


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kept, "MOST", 1_000)
    template = a_template("{% keep a %}{{ a }}{{ 'x' * 99 }}{% endkeep %}")
    keep = template.environment.extensions[Keep.identifier]

    for number in range(1_000):
        draw(template, a=number)
        draw(template, a="often")

    assert isinstance(keep, Keep)
    kept_now = {**keep._before, **keep._lately}
    assert sum(map(len, kept_now.values())) <= 2 * 1_000 + 200
    assert any(values == "often" for _, _, values in kept_now)


# --- the templates that there are -------------------------------------------------------------------------------------


def _parts() -> Iterator[tuple[str, nodes.CallBlock, set[str]]]:
    """Each part that is kept, and the names that its template has from its own imports and macros."""
    environment = Drawing()._environment
    for path in sorted((HERE / "templates").rglob("*.html.j2")):
        name = path.relative_to(HERE / "templates").as_posix()
        tree = environment.parse(path.read_text(encoding="utf-8"), name)
        own = {one.target for one in tree.find_all(nodes.Import)} | {one.name for one in tree.find_all(nodes.Macro)}
        own |= set(environment.globals)
        for block in tree.find_all(nodes.CallBlock):
            if isinstance(block.call.node, nodes.ExtensionAttribute) and block.call.node.identifier == Keep.identifier:
                yield f"{name}:{block.lineno}", block, own


def test_a_part_is_drawn_of_what_it_is_kept_by_and_of_nothing_else():
    parts = list(_parts())
    assert Path(HERE / "templates/opportunities/list.html.j2").read_text(encoding="utf-8").count("{% keep ") >= 3
    assert len(parts) >= 3

    for at, block, own in parts:
        by = {one.name for one in block.call.find_all(nodes.Name)}
        made = {one.name for part in block.body for one in part.find_all(nodes.Name) if one.ctx == "store"}
        read = {one.name for part in block.body for one in part.find_all(nodes.Name) if one.ctx == "load"}

        assert by, at
        assert read - made - own <= by, at
        assert not read & {"visit", "user", "once", "refused"}, at
