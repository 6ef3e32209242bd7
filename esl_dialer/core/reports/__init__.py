"""Reports: the arithmetic of results, and files on their way out."""
