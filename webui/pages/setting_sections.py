"""The sections of the Settings page, in its order: a setting's field names its own."""

SECTIONS = {
    "dialing": "Dialing",
    "voices": "Voices and texts",
    "times": "Times",
    "audio": "Audio Maintenance",
    "notices": "Notices",
    "mail": "Notices by e-mail",
    "webhook": "Notices by webhook",
    "export": "SFTP export",
    "security": "Security",
}
"""By name, which is its place in the page's address (``#settings-name``): its title."""
