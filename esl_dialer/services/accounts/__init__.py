"""Users: signing in, staff, tokens, the audit trail."""
