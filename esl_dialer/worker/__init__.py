"""Long work away from engine and web: audio, list reading."""
