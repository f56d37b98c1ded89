"""Consent: what servers and authors have said of whose pictures may be restyled; domain/consent decides what follows."""

from domain.consent import Author, Consent, Said, must_ask
from domain.job import StoredPicture
from domain.member import NO_SERVER, Asker, Member
from domain.preference import Preference
from domain.request import RestyleRequest
from storage import preferences, questions
from storage.database import Database


class Consents:
    """Reads and writes consent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def must_ask(self, asker: Asker, author: Author | None) -> bool:
        """Return whether somebody must ask the author of a picture before they restyle it. Raises NotAllowed."""
        said = await self._said(asker.member.guild_id, author.user_id) if author else Said()
        return must_ask(asker.member.user_id, author, said, personal=asker.member.personal)

    async def granted(
        self, member: Member, author: Author, source: StoredPicture | None, request: RestyleRequest
    ) -> bool:
        """Return whether an author has let that member restyle that very picture in those words."""
        if source is None:
            return False
        granted = await questions.granted(self._database, member, author.user_id, source.sha256)
        return any(request.says_as(one) for one in granted)

    async def of_user(self, user_id: int) -> Consent:
        """Return what somebody has said of their own pictures, for all servers."""
        return (await self._said(NO_SERVER, user_id)).author

    async def say(self, user_id: int, consent: Consent) -> None:
        """Note what somebody says of their own pictures, for all servers."""
        everywhere = Member(NO_SERVER, user_id)
        await preferences.choose(self._database, everywhere, Preference.CONSENT, consent, actor=user_id)

    async def _said(self, guild_id: int, author_id: int) -> Said:
        server, author = await preferences.consent(self._database, guild_id, author_id)
        default = Said()
        return Said(
            default.server if server is None else Consent(server),
            default.author if author is None else Consent(author),
        )
