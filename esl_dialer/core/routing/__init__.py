"""Routing: through which gateway a call goes, and which ones rest."""
