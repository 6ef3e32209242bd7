"""A user's tokens, as their page shows them."""

from esl_dialer.services.accounts import staff, tokens


def test_a_token_is_revoked_after_a_question(signed_in, ctx):
    admin = signed_in("admin")
    admin.post("/profile/tokens/", {"name": "nightly export", "days": ""})
    user = staff.find(ctx, "admin")
    number = tokens.every(ctx, user)[0].id
    asked = admin.get(f"/profile/tokens/{number}/revoke").text
    assert "Revoke nightly export" in asked
    assert "It was never used." in asked
    assert len(tokens.every(ctx, user)) == 1
    assert admin.post(f"/profile/tokens/{number}/revoke").status_code == 303
    assert tokens.every(ctx, user) == []
    assert admin.get(f"/profile/tokens/{number}/revoke").status_code == 404
    assert signed_in("viewer").get(f"/profile/tokens/{number}/revoke").status_code == 404
