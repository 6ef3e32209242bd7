"""The installation: settings, secrets, checks, monitoring, the prompt."""
