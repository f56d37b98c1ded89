"""What lies under /control. It is for programs on this machine: no page from elsewhere can ask for it."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from http import HTTPStatus

from aiohttp import web

from sandbox.local import NotServed, check_program, guarded, read_bounded
from sandbox.rules.options import WrongInput
from sandbox.rules.refusal import Refused

PATH = "/control"
_LARGEST = 1 << 20  # bytes of what is asked

Ask = Callable[[web.Request], Awaitable[object]]  # what it returns is the answer's JSON
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


def get(path: str, ask: Ask, *query: str) -> web.RouteDef:
    """Return the route of what is read, and which words of a query are understood there."""
    return web.get(path, _in_json(ask, query))


def post(path: str, ask: Ask, *query: str) -> web.RouteDef:
    """Return the route of what is done."""
    return web.post(path, _in_json(ask, query))


def delete(path: str, ask: Ask, *query: str) -> web.RouteDef:
    """Return the route of what is taken back."""
    return web.delete(path, _in_json(ask, query))


def join(application: web.Application, routes: Iterable[web.RouteDef]) -> None:
    """Put routes under /control of a server."""
    inner = web.Application(middlewares=[_gate])
    inner.add_routes(routes)
    application.add_subapp(PATH, inner)


async def body(request: web.Request) -> bytes:
    """Return what is asked for, which is JSON and not large."""
    return await read_bounded(request, _LARGEST, "request")


async def within(seconds: float, until: Callable[[float], Awaitable[object]]) -> None:
    """Wait for something, and no longer than that."""
    if seconds:
        with contextlib.suppress(TimeoutError):
            await until(seconds)


def _in_json(ask: Ask, understood: Sequence[str]) -> Serve:
    async def serve(request: web.Request) -> web.StreamResponse:
        if strange := sorted(request.query.keys() - set(understood)):
            words = ", ".join(understood) or "nothing"
            raise WrongInput(f"A query here says {words}, and not {strange[0]}.")
        return web.json_response(await ask(request))

    return serve


@web.middleware
async def _gate(request: web.Request, handler: Serve) -> web.StreamResponse:
    return await guarded(lambda request: _served(request, handler), check_program)(request)


async def _served(request: web.Request, serve: Serve) -> web.StreamResponse:
    """Serve it; whatever is wrong is said in a sentence."""
    try:
        return await serve(request)
    except WrongInput as wrong:
        raise NotServed(HTTPStatus.BAD_REQUEST, str(wrong)) from None
    except Refused as refused:
        raise NotServed(HTTPStatus.BAD_REQUEST, f"{refused.message}.") from None
    except web.HTTPNotFound:
        raise NotServed(HTTPStatus.NOT_FOUND, f"There is no {request.path}.") from None
    except web.HTTPMethodNotAllowed as error:
        may = ", ".join(sorted(error.allowed_methods))
        raise NotServed(HTTPStatus.METHOD_NOT_ALLOWED, f"{request.path} takes {may}.") from None
