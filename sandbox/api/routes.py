"""What is answered, and what is not spoken here: an operation of Discord's that has no route is refused by its name."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from aiohttp import web

from sandbox.api.operations import Operation, operations, place
from sandbox.api.queries import check_ids
from sandbox.rules.refusal import NotSpoken

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """A method of a path, who answers it, and which names of its query are understood."""

    method: str
    path: str
    handler: Handler
    query: frozenset[str] = frozenset()

    @property
    def place(self) -> tuple[str, str]:
        """The route without the names of its gaps."""
        return place(self.method, self.path)


def get(path: str, handler: Handler, *query: str) -> Route:
    """Return the route of what is read."""
    return Route("GET", path, handler, frozenset(query))


def put(path: str, handler: Handler, *query: str) -> Route:
    """Return the route of what is replaced."""
    return Route("PUT", path, handler, frozenset(query))


def post(path: str, handler: Handler, *query: str) -> Route:
    """Return the route of what is made."""
    return Route("POST", path, handler, frozenset(query))


def patch(path: str, handler: Handler, *query: str) -> Route:
    """Return the route of what is changed."""
    return Route("PATCH", path, handler, frozenset(query))


def delete(path: str, handler: Handler, *query: str) -> Route:
    """Return the route of what is taken away."""
    return Route("DELETE", path, handler, frozenset(query))


def served(routes: Iterable[Route]) -> list[web.RouteDef]:
    """Return these routes and a refusal for every other operation of Discord's.

    A step that is named comes before one that may be anything: messages/pins is no message.
    """
    known = operations()
    spoken = {route.place: _checked(route, known.get(route.place)) for route in routes}
    whole = {**{at: _refusal(one) for at, one in known.items()}, **spoken}
    ordered = sorted(whole.values(), key=lambda route: [step[:1] == "{" for step in route.path.split("/")])
    return [web.route(one.method, one.path, one.handler) for one in ordered]


def _refusal(operation: Operation) -> Route:
    async def refuse(_: web.Request) -> web.StreamResponse:
        raise NotSpoken(f"The sandbox does not speak {operation}.")

    return Route(operation.method, operation.path, refuse)


def _checked(route: Route, operation: Operation | None) -> Route:
    """Return the route behind a look at its path and query: no id, and a name of Discord's that it does not understand."""
    deaf_to = (operation.query if operation else frozenset[str]()) - route.query

    async def serve(request: web.Request) -> web.StreamResponse:
        check_ids(request)
        if strange := sorted(deaf_to & request.query.keys()):
            raise NotSpoken(f"The sandbox does not speak {strange[0]} in the query of {operation}.")
        return await route.handler(request)

    return replace(route, handler=serve)
