"""The only SQL: models, one query module per noun, migrations. Hands out core values."""

from esl_dialer.store.late_driver import without_postgresql

with without_postgresql():
    import playhouse.db_url
    import playhouse.migrations  # noqa: F401
