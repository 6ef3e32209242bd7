"""The commands of ``api`` and ``bgapi``, a module for each family; ``table`` knows them all."""
