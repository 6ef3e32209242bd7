"""Routing: gateways as people set and see them."""
