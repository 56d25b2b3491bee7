"""SES's HTTP interface under /ses, where Lambda's SES client is pointed."""

import time
from typing import Any

from aiohttp import web

from kweek.cli.ses_front import Refused, SesFront

API = "/ses/v2/email"


def routes(ses: SesFront) -> list[web.RouteDef]:
    """Sending, the account and the suppression list; what is not here the proxy passes on."""

    async def send(request: web.Request) -> web.Response:
        try:
            mail_id = await ses.send(await request.read())
        except Refused as refused:
            return _refusal(refused)
        return web.json_response({"MessageId": mail_id})

    async def account(_: web.Request) -> web.Response:
        return web.json_response(ses.account())

    return [
        web.post(f"{API}/outbound-emails", send),
        web.get(f"{API}/account", account),
        *_suppression(ses.suppressed),
    ]


def _suppression(suppressed: dict[str, dict[str, Any]]) -> list[web.RouteDef]:
    base = f"{API}/suppression/addresses"

    async def put(request: web.Request) -> web.Response:
        told = await request.json()
        address = told["EmailAddress"].lower()
        suppressed[address] = {
            "EmailAddress": address,
            "Reason": told["Reason"],
            "LastUpdateTime": time.time(),
        }
        return web.json_response({})

    async def every(_: web.Request) -> web.Response:
        return web.json_response({"SuppressedDestinationSummaries": list(suppressed.values())})

    async def one(request: web.Request) -> web.Response:
        found = suppressed.get(request.match_info["address"].lower())
        if found is None:
            return _refusal(Refused("NotFoundException", "Not on the suppression list.", 404))
        return web.json_response({"SuppressedDestination": found})

    async def delete(request: web.Request) -> web.Response:
        if suppressed.pop(request.match_info["address"].lower(), None) is None:
            return _refusal(Refused("NotFoundException", "Not on the suppression list.", 404))
        return web.json_response({})

    return [
        web.put(base, put),
        web.get(base, every),
        web.get(base + "/{address}", one),
        web.delete(base + "/{address}", delete),
    ]


def _refusal(refused: Refused) -> web.Response:
    return web.json_response(
        {"message": refused.message},
        status=refused.status,
        headers={"x-amzn-ErrorType": refused.code},
    )
