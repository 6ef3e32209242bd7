"""Claims, attempts, what is next, and how calls are settled."""
