"""The mailbox over HTTP: JSON for programs, pages for people."""

from http import HTTPStatus
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader

from kweek.cli.mailbox import Mail, Mailbox

#: SES's names for what became of a mail, in words.
WORDS = {
    "Send": "sent",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "marked as spam",
}
#: A mail's HTML is shown as a mail program would: no scripts, no forms, no reach into our page.
SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'"


def routes(mailbox: Mailbox) -> list[web.RouteDef]:
    """All that is under /mailbox."""
    pages = Pages(mailbox)
    return [
        web.get("/mailbox", pages.home),
        web.get("/mailbox/", pages.inbox),
        web.get("/mailbox/rows", pages.rows),
        web.get("/mailbox/messages", pages.messages),
        web.get("/mailbox/mails/{id}", pages.one),
        web.get("/mailbox/mails/{id}/html", pages.html),
        web.route("*", "/mailbox/{rest:.*}", pages.nothing),
    ]


class Pages:
    """What is shown of one mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.templates = Environment(loader=PackageLoader("kweek.cli", "pages"), autoescape=True)

    async def home(self, _: web.Request) -> web.Response:
        """The address without its slash."""
        raise web.HTTPFound("/mailbox/")

    async def inbox(self, request: web.Request) -> web.Response:
        """The list, and room for a mail."""
        return self._page("mailbox.html", request, None)

    async def rows(self, request: web.Request) -> web.Response:
        """The list alone, for the page that looks again."""
        return self._page("rows.html", request, self.mailbox.find(request.query.get("shown", "")))

    async def one(self, request: web.Request) -> web.Response:
        """The list and a mail."""
        return self._page("mailbox.html", request, self._found(request))

    async def html(self, request: web.Request) -> web.Response:
        """A mail's HTML part, for the frame it is shown in."""
        html = _in_new_tabs(self._found(request).html)
        answer = web.Response(text=html, content_type="text/html")
        answer.headers["Content-Security-Policy"] = SANDBOX
        return answer

    async def messages(self, request: web.Request) -> web.Response:
        """The mails as JSON, oldest first; `?to=` asks for one address."""
        mails = self.mailbox.messages(request.query.get("to"))
        fates = self.mailbox.fates
        return web.json_response([m.as_json() | {"events": fates.get(m.id, [])} for m in mails])

    async def nothing(self, _: web.Request) -> web.Response:
        """Any other path."""
        return web.Response(status=HTTPStatus.NOT_FOUND, text="There is no such page.\n")

    def _found(self, request: web.Request) -> Mail:
        mail = self.mailbox.find(request.match_info["id"])
        if mail is None:
            raise web.HTTPNotFound(text="There is no such mail.\n")
        return mail

    def _page(self, name: str, request: web.Request, mail: Mail | None) -> web.Response:
        to = request.query.get("to", "")
        shown: dict[str, Any] = {
            "mail": mail,
            "mails": self.mailbox.messages(to)[::-1],
            "fates": self.mailbox.fates,
            "words": WORDS,
            "to": to,
        }
        text = self.templates.get_template(name).render(shown)
        return web.Response(text=text, content_type="text/html")


def _in_new_tabs(html: str) -> str:
    """The mail with its links opening beside it, as in a mail program; nothing else is changed."""
    head, tag, rest = html.partition("<head>")
    base = '<base target="_blank">'
    return f"{head}{tag}{base}{rest}" if tag else base + html
