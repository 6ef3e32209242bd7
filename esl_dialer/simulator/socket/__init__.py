"""One client of the event socket: what it may send, what it asked to be told, in which form."""
