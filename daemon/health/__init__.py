"""How the service is: told over HTTP to this machine, and to Prometheus in its words."""

from typing import TYPE_CHECKING

from store.fronts import lazily

if TYPE_CHECKING:
    from daemon.health.figures import Figures
    from daemon.health.judging import Judge, summary
    from daemon.health.serving import told_at

__all__ = ["Figures", "Judge", "summary", "told_at"]

__getattr__ = lazily(__name__)
