"""The application's own routes: who it is, where the gateway is, and which commands it has."""

from collections.abc import Callable

from aiohttp import web

from sandbox.api.bodies import BODY
from sandbox.api.queries import truth_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, delete, get, patch, post, put
from sandbox.rules.locales import in_one_language
from sandbox.rules.refusal import missing_access, unknown
from sandbox.wire import Json
from sandbox.world.payloads import application_json, command_permissions_json, own_user_json
from sandbox.world.registry import Registry
from sandbox.world.world import World

_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"
# Whatever one asks about entitlements, there are none.
_ENTITLEMENTS = (
    *("user_id", "sku_ids", "guild_id", "before", "after", "limit"),
    *("exclude_ended", "exclude_deleted", "only_active"),
)


class Applications:
    """The routes that a bot asks at its start."""

    def __init__(self, world: World, registry: Registry, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._registry = registry
        self._gateway_url = gateway_url

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            get("/gateway", self.gateway),
            get("/gateway/bot", self.gateway_for_bots),
            get("/users/@me", self.me),
            get("/soundboard-default-sounds", self.nothing),
            get("/oauth2/applications/@me", self.application),
            get("/applications/@me", self.application),
            get("/applications/{application}", self.application),
            get("/applications/{application}/entitlements", self.nothing, *_ENTITLEMENTS),
            *(get(path, self.commands, "with_localizations") for path in (_GLOBAL, _GUILD)),
            *(put(path, self.overwrite) for path in (_GLOBAL, _GUILD)),
            get(_GUILD + "/permissions", self.permissions),
            get(_GUILD + "/{command}/permissions", self.permissions_of_one),
            *(post(path, self.create) for path in (_GLOBAL, _GUILD)),
            *(get(path + "/{command}", self.command) for path in (_GLOBAL, _GUILD)),
            *(patch(path + "/{command}", self.change) for path in (_GLOBAL, _GUILD)),
            *(delete(path + "/{command}", self.remove) for path in (_GLOBAL, _GUILD)),
        ]

    async def gateway(self, _: web.Request) -> web.Response:
        """Say where the gateway is."""
        return answer({"url": self._gateway_url()})

    async def gateway_for_bots(self, _: web.Request) -> web.Response:
        """Return the same, and how many shards the bot should have."""
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        return answer({"url": self._gateway_url(), "shards": 1, "session_start_limit": limit})

    async def me(self, _: web.Request) -> web.Response:
        """Return the bot's user."""
        return answer(own_user_json(self._world.application.bot))

    async def application(self, request: web.Request) -> web.Response:
        """Return the application as its owner registered it."""
        if request.match_info.get("application", str(self._world.application.id)) != str(
            self._world.application.id
        ):
            raise unknown("Application")
        return answer(application_json(self._world))

    async def nothing(self, _: web.Request) -> web.Response:
        """Return what there is none of: nobody has bought anything, and there are no sounds."""
        return answer([])

    async def commands(self, request: web.Request) -> web.Response:
        """Return the commands of the whole application, or of one guild: in all languages, or in one alone."""
        found = self._registry.all(self._scope(request))
        if not truth_of(request, "with_localizations"):
            locale = request.headers.get("X-Discord-Locale", "")
            found = [in_one_language(command, locale) for command in found]
        return answer(found)

    async def command(self, request: web.Request) -> web.Response:
        """Return one command."""
        return answer(self._command(request))

    async def create(self, request: web.Request) -> web.Response:
        """Add a command, or replace the one of its name."""
        made, new = self._registry.create(self._scope(request), request[BODY].json)
        return answer(made, 201 if new else 200)

    async def change(self, request: web.Request) -> web.Response:
        """Change a command."""
        command = self._command(request)
        return answer(self._registry.change(self._scope(request), command, request[BODY].object))

    async def remove(self, request: web.Request) -> web.Response:
        """Take a command away."""
        self._registry.remove(self._scope(request), self._command(request))
        return answer()

    async def overwrite(self, request: web.Request) -> web.Response:
        """Replace all commands at once: those that are not in the list are gone."""
        return answer(self._registry.overwrite(self._scope(request), request[BODY].json))

    async def permissions(self, request: web.Request) -> web.Response:
        """Return what the guild's admins have set, for each command and for the application where they have."""
        guild = self._world.guilds[self._scope(request) or 0]
        set_for = [target for target, some in guild.command_permissions.items() if some]
        return answer([command_permissions_json(self._world, guild, target) for target in set_for])

    async def permissions_of_one(self, request: web.Request) -> web.Response:
        """Return what they have set for one command, or for the application."""
        guild = self._world.guilds[self._scope(request) or 0]
        found = command_permissions_json(self._world, guild, int(request.match_info["command"]))
        if not found["permissions"]:
            raise unknown("application command permissions")
        return answer(found)

    def _command(self, request: web.Request) -> Json:
        commands = self._registry.all(self._scope(request))
        found = next((one for one in commands if one["id"] == request.match_info["command"]), None)
        if found is None:
            raise unknown("application command")
        return found

    def _scope(self, request: web.Request) -> int | None:
        if request.match_info["application"] != str(self._world.application.id):
            raise missing_access()
        guild = request.match_info.get("guild")
        if guild is not None and guild not in {str(one.id) for one in self._world.homes}:
            raise missing_access()
        return None if guild is None else int(guild)
