"""Views that are shared with everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daemon.shapes.words import Shape

if TYPE_CHECKING:
    from store.values import SharedView


def view_shape(view: SharedView) -> Shape:
    return {
        "id": view.id,
        "name": view.name,
        "query": view.query,
        "columns": view.columns.split("\n") if view.columns else [],
        "default": view.is_default,
    }
