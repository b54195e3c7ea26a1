"""Proof that nothing was missed: what is stored against what the server has."""
