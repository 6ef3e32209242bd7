"""The only SQL: models, one query module per noun, migrations. Hands out core values."""
