import pytest
from flask import g

from webui.text.listed import listed


@pytest.mark.parametrize(
    ("key", "value", "english", "french"),
    [
        ("balance", "4953.92", "$4,953.92", "4\u00a0953,92\u00a0$"),
        ("balance", "about 5", "about 5", "about 5"),
        ("tfn", "8002709938", "(800) 270-9938", "(800) 270-9938"),
        ("city", "Ottawa", "Ottawa", "Ottawa"),
        ("none_of_ours", "1", "1", "1"),
    ],
)
def test_a_columns_value_is_written_as_people_write_it(app, key, value, english, french):
    with app.test_request_context():
        g.language = "en"
        assert listed(value, key) == english
        g.language = "fr"
        assert listed(value, key) == french
