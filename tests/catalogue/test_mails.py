"""Every mistake in a mail, in the words that the marketer reads; and what is compiled."""

import sys
from pathlib import Path

import pytest
from jinja2 import ModuleLoader

from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mails import check_mails, compile_templates
from kweek.console import pages

HTML = """\
<mjml>
  <mj-body>
    <mj-section><mj-column>
      <mj-text>
BODY
      </mj-text>
    </mj-column></mj-section>
    <mj-include path="../_parts/footer.mjml" />
  </mj-body>
</mjml>
"""
FOOTER = """\
<mj-section><mj-column><mj-text>
<a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ policy.postal_address }}
</mj-text></mj-column></mj-section>
"""
TEXT = "BODY\n{% include '../_parts/footer.txt' %}\n"
TEXT_FOOTER = "{{ unsubscribe_url }} {{ policy.postal_address }}\n"
AT = "mail/hello/body.mjml"


@pytest.fixture
def told(tmp_path):
    """The problems of a folder with one mail, `hello`, and a footer."""

    def told(html=None, text=None, traits=("first_name", "country"), parts=None, **said):
        file = MailFile.model_validate({"kind": "nurture", "subject": "Hello", **said})
        folder = tmp_path / "mail" / "hello"
        folder.mkdir(parents=True)
        links = "".join(f"  {name}: x\n" for name in file.links)
        settings = f"kind: nurture\nsubject: x\npreview: x\nlinks:\n{links}"
        (folder / "mail.yaml").write_text(settings, "utf-8")
        (folder / "body.mjml").write_text(html or HTML, "utf-8")
        (folder / "body.txt").write_text(text or TEXT, "utf-8")
        shared = {"footer.mjml": FOOTER, "footer.txt": TEXT_FOOTER, **(parts or {})}
        (tmp_path / "mail" / "_parts").mkdir()
        for name, source in shared.items():
            (tmp_path / "mail" / "_parts" / name).write_text(source, "utf-8")
        return [str(problem) for problem in check_mails(tmp_path, {"hello": file}, traits)]

    return told


def test_a_good_mail_has_no_problems(told):
    body = (
        "Hello{{ ' ' ~ first_name if first_name }} {% if entry.form == 'x' and contact.country %}"
        '{{ contact.country|default("there")|upper }}{% else %}<br>A &lt; B{% endif %}'
        "<a href=\"{{ link.a if entry.form == 'x' else link.b }}\">x</a>"
        '<img src="https://www.example.com/a.png" alt="">'
        '<a href="https://www.example.com/?a=1&amp;b=2">y</a>'
    )
    links = {"a": "https://www.example.com/a", "b": "http://www.example.com/b"}

    assert told(HTML.replace("BODY", body), "{{ link.a }} {{ link.b }}\n" + TEXT, links=links) == []


IN_HTML = {
    "a field that does not exist": (
        "{{ frist_name }}",
        "there is no 'frist_name'; did you mean 'first_name'?",
    ),
    "a trait that looks misspelt": (
        "{{ contact.frist_name }}",
        "there is no trait 'frist_name'; did you mean 'first_name'?",
    ),
    "the lead in a mail to the lead": (
        "{{ lead.score }}",
        "there is no 'lead'; use one of: contact",
    ),
    "a link without a name": (
        '<a href="{{ link.guide }}">x</a>',
        "there is no 'link.guide'; name it under `links` in mail.yaml",
    ),
    "more than one value": (
        "{{ contact }}",
        "'contact' is not one value; say which, as in 'contact.name'",
    ),
    "a name of Python's": ("{{ contact.__class__ }}", "'contact.__class__' cannot be used"),
    "a method of Python's": ("{{ contact.items }}", "'contact.items' cannot be used"),
    "too deep": ("{{ first_name.x }}", "there is no 'first_name.x'; nothing comes after the dot"),
    "a syntax error": ("{{ first_name", "unexpected '/'"),
    "an if left open": ("{% if first_name %}x", "Unexpected end of template."),
    "a call": ("{{ range(9) }}", "a mail cannot use call; put it simpler"),
    "arithmetic": ("{{ contact.age + 1 }}", "a mail cannot use add; put it simpler"),
    "an order": ("{{ 'x' if contact.age > 3 }}", "a mail compares by == and != only"),
    "a filter": ("{{ contact.age|pprint }}", "there is no filter 'pprint'; use one of: capitalize"),
    "a test": ("{{ 'x' if contact.age is odd }}", "there is no test 'odd'"),
    "any loop": ("{% for x in contact.tags %}{% endfor %}", "a mail cannot go through that"),
    "a macro": ("{% macro x() %}{% endmacro %}", "a mail cannot use macro"),
    "a link to a script": (
        '<a href="javascript:alert(1)">x</a>',
        "the link 'javascript:alert(1)' must begin with https:// or http://",
    ),
    "a link without a scheme": ('<a href="//evil.example">x</a>', "must begin with https://"),
    "a link to a mailbox": ('<a href="mailto:a@example.com">x</a>', "must begin with https://"),
    "a link with a user": ('<a href="https://a@b.example">x</a>', "holds a user name before an @"),
    "a link from pieces": (
        '<a href="https://www.example.com/{{ contact.country }}">x</a>',
        "a link cannot be put together from pieces; name it under `links` in mail.yaml",
    ),
    "a link that a contact may choose": (
        '<a href="{{ contact.website }}">x</a>',
        "a link cannot be put together from pieces",
    ),
    "a picture without words": (
        '<img src="https://www.example.com/a.png">',
        'a picture has no alt text; write alt="…"',
    ),
    "a picture from nowhere": ('<img src="a.png" alt="">', "the address of a picture must begin"),
    "a tag that does not exist": ("<mj-buton>x</mj-buton>", "there is no <mj-buton>; did you mean"),
    "a bare less-than": ("a < b", "a < stands alone; write &lt;"),
    "a part that does not exist": (
        '<mj-include path="../_parts/foot.mjml" />',
        "there is no part '../_parts/foot.mjml'; write ../_parts/NAME",
    ),
    "a part from elsewhere": (
        '<mj-include path="../../../etc/hosts" />',
        "there is no part '../../../etc/hosts'",
    ),
}


@pytest.mark.parametrize(("body", "words"), IN_HTML.values(), ids=IN_HTML)
def test_a_mistake_in_the_html_is_told_with_its_line(told, body, words):
    problems = told(HTML.replace("BODY", body), traits=("first_name",))

    assert problems
    assert words in problems[0]
    assert problems[0].startswith((f"{AT}:5: ", f"{AT}:6: unexpected", f"{AT}:9: Unexpected"))


def test_a_section_left_open_is_told_where_it_opens(told):
    assert told(HTML.replace("    </mj-column></mj-section>", "    </mj-column>")) == [
        f"{AT}:9: </mj-body> closes nothing here: <mj-section> of line 3 is still open"
    ]


def test_a_mistake_in_the_text_or_the_subject_is_told_with_its_place(told):
    problems = told(
        text="Hello\n{{ naam }}\nhttps://www.example.com/{{ contact.x }}\nhttp://a@b.example\n"
        + TEXT,
        subject="Hello {{ name",
        preview="{{ link }}",
        links={"a": "ftp://x.example"},
    )

    pieces = "a link cannot be put together from pieces; name it under `links` in mail.yaml"
    fields = "contact, entry, first_name, link, policy, unsubscribe_url, values"
    syntax = "unexpected end of template, expected 'end of print statement'."
    assert problems == [
        f"mail/hello/mail.yaml:2: subject: {syntax}",
        "mail/hello/mail.yaml:3: preview: 'link' is not one value; say which, as in 'link.name'",
        "mail/hello/mail.yaml:5: links.a: 'ftp://x.example' must begin with https:// or http://",
        f"mail/hello/body.txt:2: there is no 'naam'; use one of: {fields}",
        f"mail/hello/body.txt:3: {pieces}",
        "mail/hello/body.txt:4: the link 'http://a@b.example' holds a user name before an @",
    ]


def test_a_mistake_in_a_part_is_told_once_and_there(told):
    problems = told(parts={"footer.txt": TEXT_FOOTER + "{{ sender }}\n"})

    assert problems[0].startswith("mail/_parts/footer.txt:2: there is no 'sender'")


def test_marketing_mail_says_how_to_leave_and_who_writes_in_both_bodies(told):
    problems = told(parts={"footer.mjml": "", "footer.txt": ""}, kind="reaction")

    footer = ", or include a footer that does"
    out = f"the unsubscribe link is missing; write {{{{ unsubscribe_url }}}}{footer}"
    who = f"the postal address is missing; write {{{{ policy.postal_address }}}}{footer}"
    assert problems == [
        f"{AT}:1: {out}",
        f"{AT}:1: {who}",
        f"mail/hello/body.txt:1: {out}",
        f"mail/hello/body.txt:1: {who}",
    ]


def test_service_mail_need_not(told):
    assert told(parts={"footer.mjml": "", "footer.txt": ""}, kind="service") == []


def test_the_way_out_is_of_no_use_to_an_owner(told):
    problems = told(kind="service", to="owner")

    assert problems[0].startswith(f"{AT}:1: there is no 'unsubscribe_url' (in a part)")


def test_an_owner_may_go_through_what_the_lead_did(told):
    body = (
        "{{ lead.name or lead.email }} {% for one in lead.interests %}{{ one.label }}"
        "{{ ', ' if not loop.last }}{% else %}none{% endfor %}"
        '<a href="{{ lead.accept_url }}">accept</a>'
    )
    parts = {"footer.mjml": "", "footer.txt": ""}

    assert told(HTML.replace("BODY", body), parts=parts, kind="service", to="owner") == []


def test_a_link_that_no_body_uses_is_a_warning(told):
    problems = told(
        links={"guide": "https://www.example.com/guide"}, text="{{ link.guide }} " + TEXT
    )

    assert problems == [
        (
            f"{AT}:1: warning: the link 'guide' of mail.yaml is not used; "
            "write {{ link.guide }} [unused-link]"
        )
    ]


def test_a_body_that_is_missing_or_in_another_language_is_told(told, tmp_path):
    assert told() == []
    folder = tmp_path / "mail" / "hello"
    (folder / "body.txt").rename(folder / "body.nl.txt")

    mail = MailFile.model_validate({"kind": "nurture", "subject": "Hello"})
    later = "not yet: a mail in several languages; this version does not send it"
    assert [str(problem) for problem in check_mails(tmp_path, {"hello": mail})] == [
        "mail/hello/mail.yaml:1: body.txt is missing; each mail has both bodies",
        f"mail/hello/body.nl.txt:1: {later}",
    ]


def test_a_body_or_part_that_is_no_text_is_told_and_other_files_are_let_be(told, tmp_path):
    assert told() == []
    (tmp_path / "mail" / "_parts" / "thumbs.db").write_bytes(b"\xff\xfe")
    (tmp_path / "mail" / "_parts" / "logo.mjml").write_bytes(b"\xff\xfe")
    (tmp_path / "mail" / "hello" / "body.txt").write_bytes(b"caf\xe9")

    mail = MailFile.model_validate({"kind": "nurture", "subject": "Hello"})
    assert [str(problem) for problem in check_mails(tmp_path, {"hello": mail})] == [
        "mail/_parts/logo.mjml:1: is not text; save it as UTF-8",
        "mail/hello/body.txt:1: is not text; save it as UTF-8",
    ]


def test_what_is_compiled_is_the_same_each_time_has_its_bytecode_and_no_path(told, tmp_path):
    told()
    mails = {"hello": MailFile.model_validate({"kind": "nurture", "subject": "Hello"})}
    shipped = Path(pages.__file__).parent / "pages"
    made = []
    for name in ("one", "two"):
        compile_templates(tmp_path, mails, shipped, tmp_path / name)
        made.append(
            {
                str(file.relative_to(tmp_path / name)): file.read_bytes()
                for file in (tmp_path / name).rglob("*")
                if file.is_file()
            }
        )

    assert made[0] == made[1]
    assert not [name for name, content in made[0].items() if str(tmp_path).encode() in content]
    names = [f"mail_hello_{part}" for part in ("html", "text", "subject", "preview")]
    names += [f"page_{page.stem}" for page in shipped.glob("*.html")]
    modules = {ModuleLoader.get_module_filename(name) for name in names}
    tagged = sys.implementation.cache_tag
    bytecode = {f"__pycache__/{name.removesuffix('.py')}.{tagged}.pyc" for name in modules}
    assert set(made[0]) == modules | bytecode


def test_nothing_is_fetched_from_elsewhere_and_the_author_s_comments_stay_at_home(told, tmp_path):
    told(HTML.replace("BODY", "<!-- ask Joris whether this is true -->Hello"))
    mails = {"hello": MailFile.model_validate({"kind": "nurture", "subject": "Hello"})}
    compile_templates(tmp_path, mails, tmp_path, tmp_path / "out")

    html = (tmp_path / "out" / ModuleLoader.get_module_filename("mail_hello_html")).read_text()
    assert "Joris" not in html
    assert "googleapis" not in html
