"""Making agents, and what they do at their page."""
