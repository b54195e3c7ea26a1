"""Who is there: sessions, and the ways to begin one."""

from daemon.web.signing_in.access import Anybody, Member, Owner, SignInNeeded
from daemon.web.signing_in.cookie import begin_session, cookie_name, session_key

__all__ = ["Anybody", "Member", "Owner", "SignInNeeded", "begin_session", "cookie_name", "session_key"]
