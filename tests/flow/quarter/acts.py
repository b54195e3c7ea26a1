"""What people do in Outlook with what they got: at most one thing with an item a day."""

from __future__ import annotations

from datetime import timedelta

from tests.flow.quarter.log import Act, Copy, Item
from tests.flow.quarter.people import USERS
from tests.flow.quarter.series import change_occurrence, delete_occurrence, end_series
from tests.flow.quarter.world import PREFIX, World
from tests.flow.quarter.written import a_resemblance, a_spelling

CHOOSE = f"{PREFIX}? choose"
RECENT = timedelta(days=21)
MARKED = ("email", "appointment", "series")  # what people put categories on
MAIL_FOLDERS = ("Inbox", "Done", "Sent Items")


def an_act(world: World) -> None:
    kinds = {
        _set: 24,
        _take_off: 20,
        _set_own: 8,
        _set_mistyped: 8,
        _set_unclear: 3,
        _take_off_unclear: 2,
        _file: 16,
        _take_off_and_file: 10,
        _set_and_file: 6,
        _throw_away: 10,
        _restore: 4,
        _mark_private: 4,
        _mark_read: 6,
        _rename_folder: 2,
        _answer: 10,
        _answer_none: 4,
        change_occurrence: 5,
        delete_occurrence: 4,
        end_series: 1,
    }
    world.one_of(kinds)(world)


# --- categories of opportunities --------------------------------------------------------------------------------------


def _set(world: World) -> None:
    """A category is put on; often one that was there before, or on what arrived today."""
    if found := _free(world):
        copy, number = found
        world.firm.outlook(copy.mailbox).add_category(copy.server_id, world.category_of(number))
        _note_set(world, copy, number)


def _set_mistyped(world: World) -> None:
    """The same, as a person mistypes it."""
    if found := _free(world):
        copy, number = found
        name = a_spelling(world.random, number)
        world.firm.outlook(copy.mailbox).add_category(copy.server_id, name)
        copy.typed[name] = number
        _note_set(world, copy, number)


def _free(world: World) -> tuple[Copy, int] | None:
    found = _some(world, timedelta(days=1) if world.chance(0.4) else RECENT, MARKED)
    if not found:
        return None
    item, copy = found
    there = {*_numbers(world, copy), *copy.typed.values(), *item.by_sender, *copy.unsure}
    return copy, world.random.choice([deal.number for deal in world.log.deals if deal.number not in there][-25:])


def _note_set(world: World, copy: Copy, number: int) -> None:
    is_first = copy in world.fresh
    if is_first and world.firm.simulator.organization.quirks.no_headers:
        copy.unsure.add(number)
    world.log.acts.append(Act(copy, "set", number, is_first))


def _set_unclear(world: World) -> None:
    """What resembles a category, and names no opportunity."""
    if found := _some(world):
        _, copy = found
        name = a_resemblance(world.random, world.random.choice(world.log.deals).number)
        world.firm.outlook(copy.mailbox).add_category(copy.server_id, name)
        copy.unclear.append(name)


def _take_off_unclear(world: World) -> None:
    marked = [(item, copy) for item, copy in world.untouched(RECENT) if copy.unclear]
    if marked:
        _, copy = _touch(world, world.random.choice(marked))
        world.firm.outlook(copy.mailbox).remove_category(copy.server_id, copy.unclear.pop())


def _take_off(world: World) -> None:
    marked = [
        (item, copy)
        for item, copy in world.untouched(RECENT, MARKED)
        if set(_numbers(world, copy)) - set(item.by_sender) - copy.unsure
    ]
    if not marked:
        return
    item, copy = _touch(world, world.random.choice(marked))
    number = world.random.choice(sorted(set(_numbers(world, copy)) - set(item.by_sender) - copy.unsure))
    spellings = [name for name in world.categories(copy) if number in (number_of(name), copy.typed.get(name))]
    if len(spellings) > 1:  # either of them, or all
        spellings = world.random.choice(([spellings[0]], [spellings[-1]], spellings))
    kept = [name for name in world.categories(copy) if name not in spellings]
    copy.typed = {name: named for name, named in copy.typed.items() if named != number}
    world.firm.outlook(copy.mailbox).set_categories(copy.server_id, kept)
    world.log.acts.append(Act(copy, "took off", number))


def _take_off_and_file(world: World) -> None:
    """Both before the daemon looks, into a folder that may be read before the one it was in."""
    before = len(world.log.acts)
    _take_off(world)
    for act in world.log.acts[before:]:
        _file_away(world, act.on)


def _set_and_file(world: World) -> None:
    before = len(world.log.acts)
    _set(world)
    for act in world.log.acts[before:]:
        _file_away(world, act.on)


def _file_away(world: World, copy: Copy) -> None:
    """Once, or over another folder."""
    if copy.folder in MAIL_FOLDERS or copy.folder == world.customers_of(copy.mailbox):
        for folder in world.random.sample(
            ["Done", "Inbox", world.customers_of(copy.mailbox)], world.random.choice((1, 2))
        ):
            _move(world, copy, folder)


def _answer(world: World) -> None:
    """The question is replaced with an opportunity, mostly one of those that may be meant."""
    if not (found := _asked(world)):
        return
    _, copy = found
    number = world.random.choice([deal.number for deal in world.log.deals][-12:])
    kept = [name for name in world.categories(copy) if name != CHOOSE]
    world.firm.outlook(copy.mailbox).set_categories(copy.server_id, [*kept, world.category_of(number)])
    world.log.acts.append(Act(copy, "set", number))


def _answer_none(world: World) -> None:
    if found := _asked(world):
        _, copy = found
        world.firm.outlook(copy.mailbox).remove_category(copy.server_id, CHOOSE)
        world.log.acts.append(Act(copy, "took off", 0))


def _asked(world: World) -> tuple[Item, Copy] | None:
    asked = [(item, copy) for item, copy in world.untouched(RECENT, MARKED) if CHOOSE in world.categories(copy)]
    return _touch(world, world.random.choice(asked)) if asked else None


def _numbers(world: World, copy: Copy) -> list[int]:
    found = [number_of(name) for name in world.categories(copy) if name not in copy.unclear]
    return [number for number in found if number]


def number_of(name: str) -> int:
    """The opportunity of a category in its proper wording; 0 for any other."""
    word = name.partition(" ")[0]
    return int(word[4:]) if word.startswith(f"{PREFIX}-") and word[4:].isdigit() else 0


# --- everything else --------------------------------------------------------------------------------------------------


def _set_own(world: World) -> None:
    if found := _some(world):
        _, copy = found
        world.firm.outlook(copy.mailbox).add_category(copy.server_id, "Red")
        copy.own.append("Red")


def _file(world: World) -> None:
    if found := _some(world, kinds=("email",)):
        _, copy = found
        _move(world, copy, world.random.choice(["Done", "Inbox", world.customers_of(copy.mailbox)]))


def _throw_away(world: World) -> None:
    if found := _some(world):
        _, copy = found
        if world.chance(0.3):
            world.firm.outlook(copy.mailbox).delete(copy.server_id, for_good=True)
            copy.folder = ""
        else:
            _move(world, copy, "Deleted Items")


def _restore(world: World) -> None:
    """Out of the bin, or out of the junk."""
    thrown = [
        (item, copy)
        for item in world.log.items
        for copy in item.copies
        if copy.folder in ("Deleted Items", "Junk Email") and item.kind == "email" and id(item) not in world.touched
    ]
    if thrown:
        _, copy = _touch(world, world.random.choice(thrown[-30:]))
        _move(world, copy, "Inbox")


def _mark_private(world: World) -> None:
    if found := _some(world):
        item, copy = found
        if world.is_sent_bare and item.writer in USERS:
            return  # nothing is kept by which a sent copy that shows nothing could be known for another of it
        copy.is_private = not copy.is_private
        world.firm.outlook(copy.mailbox).set_sensitivity(copy.server_id, "Private" if copy.is_private else "Normal")


def _mark_read(world: World) -> None:
    if found := _some(world, kinds=("email",)):
        _, copy = found
        world.firm.outlook(copy.mailbox).mark_read(copy.server_id)


def _rename_folder(world: World) -> None:
    """The folder of the customers gets another name, with all that is in it."""
    user = world.random.choice(USERS)
    path = world.customers_of(user)
    name = world.random.choice(("Customers", "Clients", "Kunder"))
    world.firm.outlook(user).rename_folder(path, name)
    for item in world.log.items:
        for copy in item.copies:
            if copy.mailbox == user and copy.folder == path:
                copy.folder = f"Inbox/{name}"


def _move(world: World, copy: Copy, folder: str) -> None:
    copy.moved(world.firm.outlook(copy.mailbox).move(copy.server_id, folder), folder)


def _some(
    world: World, since: timedelta = RECENT, kinds: tuple[str, ...] = ("email", "appointment")
) -> tuple[Item, Copy] | None:
    found = world.untouched(since, kinds)
    return _touch(world, world.random.choice(found)) if found else None


def _touch(world: World, found: tuple[Item, Copy]) -> tuple[Item, Copy]:
    world.touched.add(id(found[0]))
    return found
