"""What is answered, as OpenAPI describes it: the shapes of `--json`."""
