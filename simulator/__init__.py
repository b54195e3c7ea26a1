"""An Exchange Server stand-in on loopback, for the demo, the tests and trying out rules."""
