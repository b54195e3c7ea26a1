"""Proof that nothing was missed: what is stored against what the server has."""

from daemon.reconcile.compare import look_closer, reconcile

__all__ = ["look_closer", "reconcile"]
