"""The one address of the local stack: the API, the mailbox and SES, on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientSession, DummyCookieJar, web

from kweek.cli import mailbox_routes, ses_routes
from kweek.cli.emulated import Emulated
from kweek.cli.mailbox import Mailbox
from kweek.cli.ports import HOST
from kweek.cli.proxy import passing
from kweek.cli.ses_front import SesFront
from kweek.shell.clock import Clock

PATIENCE = 0.5  # seconds that what is still under way gets when we stop
LARGEST = 10 * 1024 * 1024  # API Gateway takes no more


@dataclass
class Front:
    """A serving front; `api_id` is known once the stack is deployed, and until then it says so."""

    url: str
    emulated: Emulated
    mailbox: Mailbox
    api_id: str | None = None

    def api(self, path: str) -> str | None:
        """Where the emulator's API Gateway answers a path."""
        if self.api_id is None:
            return None
        return f"{self.emulated.url}/_aws/execute-api/{self.api_id}/$default{path}"

    def aws(self, path: str) -> str:
        """Where the emulator's SES answers what this front does not."""
        return self.emulated.url + path.removeprefix("/ses")


@asynccontextmanager
async def serving(
    port: int, emulator_url: str, mailbox: Mailbox, clock: Clock
) -> AsyncIterator[Front]:
    """The front, listening; what it has under way is finished when the block is left, or let go."""
    async with ClientSession(auto_decompress=False, cookie_jar=DummyCookieJar()) as http:
        emulated = Emulated(emulator_url, http)
        front = Front(f"http://{HOST}:{port}", emulated, mailbox)
        ses = SesFront(emulated, mailbox, clock)
        app = web.Application(client_max_size=LARGEST)
        app.add_routes(mailbox_routes.routes(mailbox))
        app.add_routes(ses_routes.routes(ses))
        app.router.add_route("*", "/ses/{rest:.*}", passing(http, front.aws))
        app.router.add_route("*", "/{rest:.*}", passing(http, front.api))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=PATIENCE)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, port).start()
            yield front
        finally:
            await runner.cleanup()
            await ses.finish(PATIENCE)
