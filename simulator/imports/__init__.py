"""Mail and calendar files turned into items, as Exchange's own import would show them."""
