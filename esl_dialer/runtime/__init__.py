"""What every process stands on: configuration, clock, logs, data directory, supervisor."""
