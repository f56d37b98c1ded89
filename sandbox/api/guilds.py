"""GET routes for the guild, its channels, roles and members, and for users."""

from aiohttp import web

from sandbox.api.queries import limit_of, snowflake_of, truth_of
from sandbox.api.response import answer
from sandbox.api.routes import Route, get
from sandbox.rules.refusal import invalid_form, missing_access, unknown
from sandbox.wire import Json
from sandbox.world.payloads import (
    channel_json,
    guild_json,
    member_json,
    own_guild_json,
    role_json,
    user_json,
)
from sandbox.world.world import Guild, World

MEMBERS = 1 << 1  # the intent


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
            get("/guilds/{guild}/roles/member-counts", self.role_counts),
            get("/guilds/{guild}/roles/{role}", self.role),
            get("/guilds/{guild}/members", self.members, "limit", "after"),
            get("/guilds/{guild}/members/search", self.search, "limit", "query"),
            get("/guilds/{guild}/members/{user}", self.member),
            get("/users/@me/guilds", self.own_guilds, "before", "after", "limit", "with_counts"),
            get("/users/{user}", self.user),
        ]

    async def guild(self, request: web.Request) -> web.Response:
        """Return the guild."""
        guild = self._guild(request)
        return answer(guild_json(guild) | _counts(request, guild))

    async def channels(self, request: web.Request) -> web.Response:
        """Return its channels."""
        channels = self._guild(request).channels.values()
        return answer(
            [channel_json(self._world, channel, self._world.application.bot) for channel in channels]
        )

    async def roles(self, request: web.Request) -> web.Response:
        """Return its roles."""
        return answer([role_json(role) for role in self._guild(request).roles])

    async def role(self, request: web.Request) -> web.Response:
        """Return one of them."""
        named = request.match_info["role"]
        found = next((role for role in self._guild(request).roles if str(role.id) == named), None)
        if found is None:
            raise unknown("Role")
        return answer(role_json(found))

    async def role_counts(self, request: web.Request) -> web.Response:
        """Return how many have each of them; everyone's is not counted."""
        guild = self._guild(request)
        members = guild.members.values()
        return answer(
            {str(one.id): sum(one in member.roles for member in members) for one in guild.roles[1:]}
        )

    async def members(self, request: web.Request) -> web.Response:
        """Return its members by their ids: to bots that were granted the members intent."""
        if not self._world.application.intents & MEMBERS:
            raise missing_access()
        guild, limit = self._guild(request), limit_of(request, default=1, most=1000)
        after = snowflake_of(request, "after") or 0
        some = sorted(number for number in guild.members if number > after)
        return answer([member_json(guild.members[number]) for number in some[:limit]])

    async def search(self, request: web.Request) -> web.Response:
        """Return the members whose names begin so."""
        guild, query = self._guild(request), request.query.get("query", "").lower()
        if not query:
            raise invalid_form({"query": ("BASE_TYPE_REQUIRED", "This field is required")})
        names = ((member, (member.user.name, member.user.display_name)) for member in guild.members.values())
        found = [member for member, both in names if any(name.lower().startswith(query) for name in both)]
        return answer([member_json(member) for member in found[: limit_of(request, default=1, most=1000)]])

    async def own_guilds(self, request: web.Request) -> web.Response:
        """Return the guilds that the bot is in."""
        bot, limit = self._world.application.bot, limit_of(request, default=200, most=200)
        low, high = (snowflake_of(request, name) for name in ("after", "before"))
        here = [one for one in self._world.homes if one.id > (low or 0) and (high is None or one.id < high)]
        some = sorted(here, key=lambda guild: guild.id)
        chosen = some[-limit:] if high is not None else some[:limit]
        return answer([own_guild_json(guild, bot) | _counts(request, guild) for guild in chosen])

    async def member(self, request: web.Request) -> web.Response:
        """Return one of its members."""
        member = self._guild(request).members.get(int(request.match_info["user"]))
        if member is None:
            raise unknown("Member")
        return answer(member_json(member))

    async def user(self, request: web.Request) -> web.Response:
        """Return somebody."""
        user = self._world.user(int(request.match_info["user"]))
        if user is None:
            raise unknown("User")
        return answer(user_json(user))

    def _guild(self, request: web.Request) -> Guild:
        """Return the guild that is asked about. Of one where it is not, a bot learns nothing."""
        named = request.match_info["guild"]
        found = next((guild for guild in self._world.homes if str(guild.id) == named), None)
        if found is None:
            raise missing_access()
        return found


def _counts(request: web.Request, guild: Guild) -> Json:
    if not truth_of(request, "with_counts"):
        return {}
    count = len(guild.members)
    return {"approximate_member_count": count, "approximate_presence_count": count}
