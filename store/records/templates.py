"""Project templates: everybody's, like the lists; projects made from one keep their tasks whatever becomes of it."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from store.errors import NotFound, Taken
from store.models import TemplateRow, TemplateTaskRow
from store.records.audit import Audit
from store.repository import Repository, number_of, the_one
from store.rules.projects import days_of, moved
from store.text import line, named
from store.values import Record, Template, TemplateTask


class Templates(Repository):
    def add(self, name: str) -> Template:
        name = self._free(name)
        new = insert(TemplateRow).values(name=name, folded=named(name)).returning(TemplateRow.id)
        id = self._db.execute(new).scalar_one()
        self._beside(Audit).did(Record.TEMPLATE, id, "added")
        return self.get(id)

    def all(self) -> list[Template]:
        """All of them with their tasks, by name."""
        tasks: dict[int, list[TemplateTask]] = {}
        rows = select(TemplateTaskRow.template_id, TemplateTaskRow.id, TemplateTaskRow.title, TemplateTaskRow.days)
        for template_id, id, title, days in self._db.execute(
            rows.order_by(TemplateTaskRow.position, TemplateTaskRow.id)
        ):
            tasks.setdefault(template_id, []).append(TemplateTask(id, title, days))
        named = select(TemplateRow.id, TemplateRow.name).order_by(TemplateRow.folded)
        return [Template(id, name, tuple(tasks.get(id, ()))) for id, name in self._db.execute(named)]

    def get(self, id: int) -> Template:
        for template in self.all():
            if template.id == id:
                return template
        raise NotFound("template", id)

    def find(self, text: str) -> Template:
        """By id or a part of the name that only one has; NotFound, Ambiguous."""
        text, templates = text.strip(), self.all()
        if by_id := [t for t in templates if t.id == number_of(text)]:
            return by_id[0]
        found = [t for t in templates if text and named(text) in named(t.name)]
        return the_one("template", text, [(t, t.name) for t in found], lambda: (t.name for t in templates))

    def edit(self, id: int, *, name: str) -> Template:
        before = self.get(id)
        name = self._free(name, but=id)
        self._db.execute(update(TemplateRow).where(TemplateRow.id == id).values(name=name, folded=named(name)))
        self._beside(Audit).changed(Record.TEMPLATE, id, {"name": (before.name, name)})
        return self.get(id)

    def delete(self, id: int) -> Template:
        """Remove it for good with its tasks; the audit trail keeps them."""
        gone = self.get(id)
        self._db.execute(delete(TemplateRow).where(TemplateRow.id == id))
        self._beside(Audit).changed(Record.TEMPLATE, id, {"tasks": (_words(gone), None)})
        self._beside(Audit).did(Record.TEMPLATE, id, "deleted", gone.name)
        return gone

    # --- its tasks ----------------------------------------------------------------------------------------------------

    def add_task(self, id: int, title: str, days: int | None = None) -> Template:
        """One more at the end, due that many days after a project's start."""
        before = self.get(id)
        self._db.execute(
            insert(TemplateTaskRow).values(
                template_id=id, position=len(before.tasks) + 1, title=line("title", title), days=days_of(days)
            )
        )
        return self._told(before)

    def remove_task(self, id: int, task: str) -> Template:
        before = self.get(id)
        gone = self._task(before, task)
        self._db.execute(delete(TemplateTaskRow).where(TemplateTaskRow.id == gone.id))
        self._place([one.id for one in before.tasks if one != gone])
        return self._told(before)

    def move_task(self, id: int, task: str, place: int) -> Template:
        """To that place in the list, counted from 1."""
        before = self.get(id)
        self._place([one.id for one in moved(before.tasks, self._task(before, task), place)])
        return self._told(before)

    def _place(self, order: list[int]) -> None:
        for position, id in enumerate(order, start=1):
            self._db.execute(update(TemplateTaskRow).where(TemplateTaskRow.id == id).values(position=position))

    def _task(self, template: Template, text: str) -> TemplateTask:
        text = text.strip()
        if by_id := [one for one in template.tasks if one.id == number_of(text)]:
            return by_id[0]
        found = [one for one in template.tasks if text and named(text) in named(one.title)]
        titles = [one.title for one in template.tasks]
        return the_one(f"task of template {template.name}", text, [(one, one.title) for one in found], lambda: titles)

    def _told(self, before: Template) -> Template:
        after = self.get(before.id)
        self._beside(Audit).changed(Record.TEMPLATE, before.id, {"tasks": (_words(before), _words(after))})
        return after

    def _free(self, name: str, but: int | None = None) -> str:
        name = line("name", name)
        owner = self._db.execute(
            select(TemplateRow.id, TemplateRow.name).where(TemplateRow.folded == named(name))
        ).first()
        if owner and owner.id != but:
            raise Taken(f"name {name!r}", f"belongs to template {owner.id}, {owner.name}")
        return name


def _words(template: Template) -> str:
    return ", ".join(t.title if t.days is None else f"{t.title} ({t.days} days)" for t in template.tasks)
