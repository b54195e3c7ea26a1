"""The screen: what people see and do in the browser, over the acts and shapes that the command line uses too."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.web.app import create_app
    from daemon.web.desk import Desk
    from daemon.web.oidc.checking import check_provider
    from daemon.web.serving import LOCK_WAIT, Server, served_beside
    from daemon.web.sockets import listening, sockets_for
    from daemon.web.welcome import Welcome

__all__ = [
    "LOCK_WAIT",
    "Desk",
    "Server",
    "Welcome",
    "check_provider",
    "create_app",
    "listening",
    "served_beside",
    "sockets_for",
]

__getattr__ = lazily(__name__)
