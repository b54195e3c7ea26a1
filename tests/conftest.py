"""Fixtures of all tests: each subject's stand in a module of their own."""

from hypothesis import settings

pytest_plugins = ["tests.postgres", "tests.simulated"]

# A claim holds or does not; how fast the machine is today has no part in it.
settings.register_profile("dealtrail", deadline=None)
settings.load_profile("dealtrail")
