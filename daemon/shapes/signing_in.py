"""Who is signed in to the browser interface, who is invited, and what programs show."""

from __future__ import annotations

from datetime import datetime

from daemon.shapes.records import user_shape
from daemon.shapes.words import Shape
from store.values import Session, Token, User


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


def token_shape(user: User, token: Token) -> Shape:
    return {
        "id": token.id,
        "user": user.email,
        "name": token.name,
        "scopes": list(token.scopes),
        "created_at": _moment(token.created_at),
        "ends_at": _moment(token.ends_at),
        "used_at": _moment(token.used_at) if token.used_at else None,
    }


def me_shape(user: User, *, may_write: bool) -> Shape:
    """Whose token it is, and what for."""
    return {"user": user_shape(user), "scopes": ["read", "write"] if may_write else ["read"]}


def made_token_shape(user: User, token: Token, key: str) -> Shape:
    """The only place where a token itself is shown."""
    return token_shape(user, token) | {"token": key}


def revoked_shape(token: str) -> Shape:
    return {"revoked": token}
