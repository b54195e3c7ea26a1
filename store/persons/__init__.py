"""What is known of somebody, and forgetting them."""

REMAINS = "remains of the erased"  # in what the daemon remembers: what a file may hold still where rows were
