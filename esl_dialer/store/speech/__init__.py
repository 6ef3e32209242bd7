"""Audio jobs, and which audio files are needed."""
