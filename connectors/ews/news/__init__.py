"""Being told where something happened, instead of looking into every folder."""
