"""The installation: its settings, its daily tasks."""
