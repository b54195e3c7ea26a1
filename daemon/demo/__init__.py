"""The demo: the whole story of the product on one machine."""
