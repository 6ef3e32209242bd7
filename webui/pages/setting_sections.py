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

NOTICES = {
    "notice_campaign_finished": "",
    "notice_campaign_stalled": "notice_stall_minutes",
    "notice_switch": "",
    "notice_gateway": "",
    "notice_short_calls": "",
    "notice_disk": "notice_disk_mb",
    "notice_export_failed": "",
    "notice_work": "",
}
"""The notices that are switched on or off, in one table; beside each, the setting that says from
where on, if there is one."""
