"""Writes compiled templates as Python modules, the way Jinja's ModuleLoader finds them."""

import py_compile
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, ModuleLoader, nodes
from mjml import mjml2html

from kweek.catalogue.mail_folder import MailSource
from kweek.catalogue.mail_language import environment
from kweek.catalogue.mail_links import Links, Rewrite

#: Left out when there is no address for it: whoever refuses tracking gets no pixel.
_PIXEL = (
    '{% if open_url %}<img src="{{ open_url }}" alt="" width="1" height="1"'
    ' style="display:block;border:0">{% endif %}'
)
#: What the inbox shows after the subject. The spaces keep the body's first words out of it.
_PREVIEW = (
    '<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;'
    'font-size:1px;line-height:1px;color:#ffffff" aria-hidden="true">{}{}</div>'
)
_FILLER = "&#8199;&#847; " * 60


class Templates:
    """The folder that compiled templates go to."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.escaping = environment(autoescape=True)
        self.plain = environment(autoescape=False)

    def add_page(self, name: str, source: str) -> None:
        """Compile one page; other pages refer to it as `page_<name>`."""
        self._write(self.escaping, f"page_{name}", self.escaping.parse(source))

    def add_mail(self, mail: MailSource) -> dict[str, dict[str, Any]]:
        """Compile the four templates of a mail, and return its tracked links by id."""
        links = Links(mail.name, mail.file)
        html = Rewrite(links, html=True).visit(self.escaping.parse(as_html(mail)))
        text = Rewrite(links, html=False).visit(self.plain.parse(mail.text))
        self._write(self.escaping, f"mail_{mail.name}_html", html)
        self._write(self.plain, f"mail_{mail.name}_text", text)
        for part, source in (("subject", mail.file.subject), ("preview", mail.file.preview)):
            self._write(self.plain, f"mail_{mail.name}_{part}", self.plain.parse(source))
        return links.found

    def _write(self, jinja: Environment, name: str, tree: nodes.Template) -> None:
        module = ModuleLoader.get_module_filename(name)
        path = self.out / module
        path.write_text(jinja.compile(tree, name, raw=True, defer_init=True), encoding="utf-8")
        # Lambda's folders are read-only: what is not compiled now is compiled at each cold
        # start. The hash is not checked then, and no path of this machine is left inside.
        py_compile.compile(
            str(path),
            dfile=module,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )


def as_html(mail: MailSource) -> str:
    """The HTML of the whole mail, still a template: title, preview text and open pixel are in."""
    html: str = mjml2html(mail.mjml, fonts={})  # no fonts from elsewhere: they tell on the reader
    html = html.replace("<title></title>", f"<title>{mail.file.subject}</title>", 1)
    if mail.file.preview:
        preview = _PREVIEW.format(mail.file.preview, _FILLER)
        html = re.sub(r"<body[^>]*>", lambda found: found[0] + preview, html, count=1)
    if mail.file.to == "contact":
        html = html.replace("</body>", f"{_PIXEL}</body>")
    return html
