"""The OpenID Connect provider: what it says of itself, asking it, and whether its tokens hold."""
