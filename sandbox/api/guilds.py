"""GET routes for the guild, its channels, roles and members, and for users."""

from aiohttp import web

from sandbox.api.response import answer
from sandbox.api.routes import Route, get
from sandbox.rules.refusal import missing_access, unknown
from sandbox.wire import Json
from sandbox.world.payloads import channel_json, guild_json, member_json, role_json, user_json
from sandbox.world.world import Guild, World


class Guilds:
    """What a bot may ask about the place where it is."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return what this answers."""
        return [
            get("/guilds/{guild}", self.guild, "with_counts"),
            get("/guilds/{guild}/channels", self.channels),
            get("/guilds/{guild}/roles", self.roles),
            get("/guilds/{guild}/members/{user}", self.member),
            get("/users/{user}", self.user),
        ]

    async def guild(self, request: web.Request) -> web.Response:
        """Return the guild."""
        guild = self._guild(request)
        counts: Json = {}
        if request.query.get("with_counts", "").lower() in {"1", "true"}:
            counts = {
                "approximate_member_count": len(guild.members),
                "approximate_presence_count": len(guild.members),
            }
        return answer(guild_json(guild) | counts)

    async def channels(self, request: web.Request) -> web.Response:
        """Return its channels."""
        channels = self._guild(request).channels.values()
        return answer(
            [channel_json(self._world, channel, self._world.application.bot) for channel in channels]
        )

    async def roles(self, request: web.Request) -> web.Response:
        """Return its roles."""
        return answer([role_json(role) for role in self._guild(request).roles])

    async def member(self, request: web.Request) -> web.Response:
        """Return one of its members."""
        guild, user = self._guild(request), request.match_info["user"]
        member = guild.members.get(int(user)) if user.isdecimal() else None
        if member is None:
            raise unknown("Member")
        return answer(member_json(member))

    async def user(self, request: web.Request) -> web.Response:
        """Return somebody."""
        user_id = request.match_info["user"]
        user = self._world.user(int(user_id)) if user_id.isdecimal() else None
        if user is None:
            raise unknown("User")
        return answer(user_json(user))

    def _guild(self, request: web.Request) -> Guild:
        """Return the guild that is asked about. Of one where it is not, a bot learns nothing."""
        named = request.match_info["guild"]
        found = next((guild for guild in self._world.homes if str(guild.id) == named), None)
        if found is None:
            raise missing_access() if named.isdecimal() else unknown("Guild")
        return found
