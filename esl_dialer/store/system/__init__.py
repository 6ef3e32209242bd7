"""Settings, sealed secrets, leases, the outbox, daily runs."""
