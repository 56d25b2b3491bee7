"""What tokens and keys open, and nothing else does."""

from tests.proofs.guards.guard import Guard

KEYS = (
    Guard(
        "A token of one purpose opens nothing else",
        "core/tokens.py",
        " or fields[2] != purpose:",
        ":",
        "tests/core/test_tokens.py::test_a_token_is_accepted_for_its_own_purpose_alone",
    ),
    Guard(
        "A token of another form is none",
        "core/tokens.py",
        ' or fields[0] != "v1"',
        "",
        (
            "tests/core/test_tokens.py"
            "::test_what_the_same_key_has_signed_in_another_form_or_for_another_use_is_no_token"
        ),
    ),
    Guard(
        "A token's signature is compared",
        "core/tokens.py",
        " or not hmac.compare_digest(mac, _mac(key, signed)):",
        ":",
        "tests/core/test_tokens.py::test_a_token_for_a_click_serves_no_other_purpose[o]",
    ),
    Guard(
        "A token signed with a key that is no more opens nothing",
        "core/tokens.py",
        "key = keys.get(fields[1])",
        "key = keys.get(fields[1]) or next(iter(keys.values()))",
        "tests/core/test_tokens.py::test_an_unknown_key_and_a_foreign_key_are_refused",
    ),
    Guard(
        "A token's whole text is signed: version, key and purpose too",
        "core/tokens.py",
        'hmac.digest(key, b"kweek token\\0" + signed.encode(), "sha256")',
        ('hmac.digest(key, b"kweek token\\0" + signed.rpartition(".")[2].encode(), "sha256")'),
        "tests/core/test_tokens.py::test_a_token_for_a_click_serves_no_other_purpose[o]",
    ),
    Guard(
        "A token's signature is of no other use than a token's",
        "core/tokens.py",
        'b"kweek token\\0" + signed.encode()',
        "signed.encode()",
        (
            "tests/core/test_tokens.py"
            "::test_what_the_same_key_has_signed_in_another_form_or_for_another_use_is_no_token"
        ),
    ),
    Guard(
        "A token longer than any of ours is not looked at",
        "core/tokens.py",
        "if len(token) <= LONGEST and token.isascii() else []",
        "if token.isascii() else []",
        ("tests/core/test_tokens.py::test_a_token_longer_than_any_of_ours_is_not_even_looked_at"),
    ),
    Guard(
        "A token of other letters than ours is none",
        "core/tokens.py",
        "if len(token) <= LONGEST and token.isascii() else []",
        "if len(token) <= LONGEST else []",
        "tests/core/test_tokens.py::test_every_change_of_one_character_is_refused",
    ),
    Guard(
        "A token with more or fewer parts is none",
        "core/tokens.py",
        "if len(fields) != FIELDS or ",
        "if ",
        "tests/core/test_tokens.py::test_every_change_of_one_character_is_refused",
    ),
    Guard(
        "Each use of the secret has a key of its own",
        "core/secrets.py",
        'return hmac.digest(root.encode(), use.encode(), "sha256")',
        'return hmac.digest(root.encode(), b"", "sha256")',
        (
            "tests/core/test_secrets.py"
            "::test_one_root_always_gives_the_same_keys_and_each_use_its_own"
        ),
    ),
    Guard(
        "Another write key than the stack's is none",
        "core/write_key.py",
        (
            "return given is not None and "
            'hmac.compare_digest(given.encode(errors="replace"), key.encode())'
        ),
        "return given is not None",
        "tests/core/test_write_key.py::test_only_the_key_itself_fits",
    ),
    Guard(
        "No write key is none",
        "core/write_key.py",
        "return given is not None and ",
        "return ",
        "tests/core/test_write_key.py::test_only_the_key_itself_fits",
    ),
    Guard(
        "A header that is no base64 is no key",
        "core/write_key.py",
        "validate=True",
        "validate=False",
        (
            "tests/core/test_write_key.py"
            "::test_the_key_is_the_user_name_of_basic_auth[Basic ???-None]"
        ),
    ),
    Guard(
        "Without the write key nothing is taken",
        "core/collecting.py",
        "if not write_key.fits(key or write_key.given_in_body(body), place.write_key):",
        "if not place:",
        "tests/functions/test_collect.py::test_without_the_write_key_nothing_is_taken[]",
    ),
    Guard(
        "The settings are told to nobody without the write key",
        "core/collecting.py",
        "if not write_key.fits(key, place.write_key):",
        "if not key:",
        (
            "tests/functions/test_collect.py"
            "::test_there_are_no_settings_for_another_key_and_no_other_way_to_ask"
        ),
    ),
    Guard(
        "Another token than the admin's is none",
        "shell/admin.py",
        " and hmac.compare_digest(token.encode(), expected.encode())",
        " and bool(token)",
        "tests/functions/test_api.py::test_nothing_is_told_without_the_admin_token[token1]",
    ),
    Guard(
        "The admin token is taken as a bearer's only",
        "shell/admin.py",
        'scheme.lower() == "bearer" and ',
        "",
        "tests/shell/test_bounds.py::test_the_admin_token_is_taken_as_a_bearer_s_only",
    ),
    Guard(
        "Nobody without the admin token asks the admin API anything",
        "functions/api.py",
        'if not is_admin(app.current_event.headers.get("authorization") or ""):',
        "if not app:",
        "tests/functions/test_api.py::test_nothing_is_told_without_the_admin_token[token0]",
    ),
)
