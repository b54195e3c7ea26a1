"""Proof that nothing was missed: what is stored against what the server has."""

from daemon.reconcile.compare import reconcile, reconcile_nightly

__all__ = ["reconcile", "reconcile_nightly"]
