"""What is taken from a form, by whom and with which yes."""

from tests.proofs.guards.guard import Guard

FORMS = (
    Guard(
        "What sees the trap is no person",
        "core/form_post.py",
        "return bool(self.fields.get(TRAP))",
        "return False",
        "tests/core/test_form_post.py::test_what_fills_in_the_trap_is_no_person",
    ),
    Guard(
        "What posts a form at once is no person",
        "core/form_post.py",
        "if now - made[1] < SOONEST:",
        "if now < 0:",
        (
            "tests/core/test_form_post.py"
            "::test_a_page_may_be_posted_from_two_seconds_to_a_day_after_it_was_"
            "made[made2-very quick]"
        ),
    ),
    Guard(
        "A page that was open too long is posted no more",
        "core/form_post.py",
        "if now - made[1] > LATEST:",
        "if now < 0:",
        (
            "tests/core/test_form_post.py"
            "::test_a_page_may_be_posted_from_two_seconds_to_a_day_after_it_was_"
            "made[made5-more than a day]"
        ),
    ),
    Guard(
        "One form's page posts no other form",
        "core/form_post.py",
        "if made is None or made[0] != name:",
        "if made is None:",
        (
            "tests/core/test_form_post.py"
            "::test_a_page_may_be_posted_from_two_seconds_to_a_day_after_it_was_"
            "made[made1-cannot be sent any more]"
        ),
    ),
    Guard(
        "A page that is not ours posts nothing as ours",
        "core/form_post.py",
        "if made is None or made[0] != name:",
        "if made is not None and made[0] != name:",
        (
            "tests/core/test_form_post.py"
            "::test_a_page_may_be_posted_from_two_seconds_to_a_day_after_it_was_"
            "made[None-cannot be sent any more]"
        ),
    ),
    Guard(
        "A form that asks for a yes is not taken without",
        "core/form_post.py",
        'if consent and consent["required"] and not agreed:',
        'if consent and not consent["required"]:',
        "tests/core/test_form_post.py::test_every_field_that_is_wrong_is_named_at_once",
    ),
    Guard(
        "Nobody has said yes who has not ticked",
        "core/form_post.py",
        "consent=_consent(post.name, consent) if agreed and consent else None",
        "consent=_consent(post.name, consent) if consent else None",
        (
            "tests/core/test_form_post.py"
            "::test_a_box_that_was_not_ticked_gives_no_consent_and_does_no_harm_when_"
            "it_need_not"
        ),
    ),
    Guard(
        "A page that is posted twice is one post",
        "core/form_post.py",
        'digest("form", post.name, post.rendered, json',
        'digest("form", post.name, post.request_id, json',
        (
            "tests/core/test_form_post.py"
            "::test_the_same_page_posted_twice_is_one_event_and_other_posts_are_their_own"
        ),
    ),
    Guard(
        "A form takes no other fields without end",
        "core/form_post.py",
        "dict(list(extras.items())[:MOST_EXTRAS])",
        "extras",
        (
            "tests/core/test_form_post.py"
            "::test_fields_that_the_form_does_not_have_are_properties_within_bounds"
        ),
    ),
    Guard(
        "A form's other fields have an end each",
        "core/form_post.py",
        "name: text[:LONGEST_EXTRA]",
        "name: text",
        (
            "tests/core/test_form_post.py"
            "::test_fields_that_the_form_does_not_have_are_properties_within_bounds"
        ),
    ),
    Guard(
        "What a form says of itself cannot be posted over",
        "core/form_post.py",
        '{**_extras(post), **post.form.get("properties", {}), "form": post.name}',
        '{**post.form.get("properties", {}), "form": post.name, **_extras(post)}',
        (
            "tests/core/test_form_post.py"
            "::test_fields_that_the_form_does_not_have_are_properties_within_bounds"
        ),
    ),
)
