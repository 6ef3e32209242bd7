"""What pages say, in their reader's language."""
