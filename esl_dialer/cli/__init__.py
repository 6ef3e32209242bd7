"""The command line: parse, call one service, show. Nothing is decided here."""
