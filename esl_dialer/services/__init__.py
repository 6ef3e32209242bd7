"""The use cases, named by verbs: the one door for web pages, API and command line.

Permissions are checked and the audit trail is written here and nowhere else.
"""
