"""The HTTP API, ``/api/v1``: the same use cases as the pages, as JSON, for programs.

``table.ROUTES`` is the whole of it: each route with its permission, what it takes and what it
answers. The dispatcher, the OpenAPI document, the documentation and the tests are made from it.
"""
