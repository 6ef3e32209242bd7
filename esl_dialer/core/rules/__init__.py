"""Rules: may this be dialed now; if not, why, and until when."""
