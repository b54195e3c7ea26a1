"""Fixtures of all tests: each subject's stand in a module of their own."""

pytest_plugins = ["tests.postgres", "tests.simulated"]
