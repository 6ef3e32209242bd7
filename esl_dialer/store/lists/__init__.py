"""Lists and the records that their rows become."""
