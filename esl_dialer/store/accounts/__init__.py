"""Users, tokens, second factors, the audit trail."""
