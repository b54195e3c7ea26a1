"""Who is signed in to the browser interface, and who is invited."""

from __future__ import annotations

from datetime import datetime

from daemon.shapes.words import Shape
from store.values import Session, User


def _moment(at: datetime) -> str:
    return at.isoformat()


def invited_shape(user: User, link: str, hours: int) -> Shape:
    return {"user": user.email, "link": link, "hours": hours}


def session_shape(user: User, session: Session) -> Shape:
    return {
        "user": user.email,
        "way": session.way,
        "browser": session.agent,
        "address": session.address,
        "created_at": _moment(session.created_at),
        "seen_at": _moment(session.seen_at),
    }


def signed_out_shape(user: User, ended: int) -> Shape:
    return {"user": user.email, "ended": ended}
