"""How the parts of the house are put together: a module for each process, imported by ``app``."""
