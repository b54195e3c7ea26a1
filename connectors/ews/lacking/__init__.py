"""What a server does not give by its usual name: found out once, and asked for by another."""
