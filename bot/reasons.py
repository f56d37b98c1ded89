"""Why a command came to nothing, and what to do about it, in an operator's words."""

from pathlib import Path

import discord

from bot.commands import OddAnswer
from bot.folder import InTheWay, InUse
from bot.settings import Settings
from bot.typed import typed
from domain.errors import StoreAway
from storage import opening
from storage import restore as restores
from storage.database import Broken, NotMoved, Taken, Unopened
from storage.migrations import NewerDatabase
from storage.places import Unusable
from storage.sqlite import is_full

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
LOGIN_REFUSED, INTENTS_REFUSED = 4004, 4014


def two_databases(both: opening.Both) -> str:
    """Return what to do where a file and an address are both there."""
    return (
        f"There is a database at {both.args[0]}, and DATABASE_URL names another. Take DATABASE_URL out, or let"
        f" `{typed('move')}` take the file over."
    )


def without_pictures(error: Exception) -> str:
    """Return what to do where the place that PICTURES_URL names cannot be used."""
    what, advice = unusable(error)
    return f"{what}. {advice}"


def unusable(error: Exception) -> tuple[str, str]:
    """Return the same in two parts: what it is, and what to do about it."""
    match error:
        case opening.FolderBeside():
            return (
                f"There are pictures in {error.args[0]}, and PICTURES_URL names another place",
                f"Let `{typed('move')}` bring them there, or take PICTURES_URL out.",
            )
        case _:
            why = error.why if isinstance(error, StoreAway) else error
            return (
                f"The place that PICTURES_URL names cannot be used: {why}",
                "Look at PICTURES_URL and at what is set of AWS_*, and at the store.",
            )


def no_database(settings: Settings) -> str:
    """Return that there is none yet, and what to do."""
    where, setting = (
        ("of the bot's at DATABASE_URL", "DATABASE_URL")
        if settings.database_url
        else (f"at {settings.database_file}", "DATA_DIR")
    )
    return f"There is no database {where}: start the bot once, or set another {setting}."


def in_the_way(error: InTheWay) -> str:
    """Return what to do about what is of another kind than its name says."""
    return f"{error.path} is no {error.wanted}. Move it away, or set another DATA_DIR."


def not_back(folder: Path, file: Path, error: Exception) -> str:
    """Return why a backup was not brought back."""
    match error:
        case InUse():
            return f"A bot is running on {folder}. Stop it first."
        case restores.NotEmpty():
            return f"{folder} has a database or pictures. With --replace they are put aside."
        case NewerDatabase():
            return "The backup is of a later version of the bot. Install that one. Nothing was changed."
        case OSError():
            return f"The backup cannot be brought back: {error}."
        case _ if is_full(error):
            return f"The backup cannot be brought back: {error}. {way_out(error)} Nothing was changed."
        case _:
            return f"{file} is no backup that can be used: {error}. Nothing was changed."


def not_moved(folder: Path, error: Exception) -> str:
    """Return why not all was moved."""
    match error:
        case InUse():
            why = f"A bot is running on {folder}. Stop it first."
        case InTheWay():
            why = in_the_way(error)
        case Taken():
            why = "A bot works on the database that DATABASE_URL names. Set an empty one."
        case NotMoved():
            why = f"The database that DATABASE_URL names cannot be moved to: {error}. Make an empty one."
        case NewerDatabase():
            why = "One of the databases is of a later version of the bot. Install that one."
        case Unopened():
            why = f"The database cannot be opened: {error}. Look at DATABASE_URL, and at its server."
        case Unusable() | StoreAway():
            why = without_pictures(error)
        case restores.Nameless() | Broken():
            why = without_database(error)
        case OSError():
            why = f"It cannot be moved: {error}."
        case _:
            why = f"The file cannot be moved: {error}. {way_out(error)}"
    return f"{why} What is not moved is where it was."


def way_out(error: Exception) -> str:
    """Return what to do about a database that does not answer as one of this version, or finds no room."""
    if is_full(error):
        return "Make room on the disk."
    if "no such" in str(error):  # a table or a column
        return "Start the bot once if it is of an earlier version."
    return "Bring a backup back, or set another DATA_DIR."


def answers_oddly(odd: Exception, settings: Settings) -> str:
    """Return what it may mean that what should be Discord does not speak as Discord does."""
    code = odd.code if isinstance(odd, discord.HTTPException) else 0
    match odd:
        case discord.HTTPException():
            said = str(code or odd.status)
        case OddAnswer():
            said = f"asked for {odd}"
        case _:
            said = str(odd)
    if (
        settings.instead_of_discord and not code
    ):  # a code is Discord's word; what has none may be anybody's page
        return (
            f"{settings.instead_of_discord} does not answer as Discord does ({said}). Put the right address into"
            " DISCORD_API_URL, or take it out of the settings."
        )
    return f"Discord does not answer as it should just now ({said}). `{typed('doctor')}` says more."


def without_database(error: Exception) -> str:
    """Return what to do where the database is not there whole, cannot be opened, or not be written any more."""
    match error:
        case Broken():
            return f"The database could not be written: {error}. The bot has ended, and can be started again."
        case NewerDatabase():
            return "The database was written by a later version of the bot. Install that one, or set another DATA_DIR."
        case opening.Both():
            return two_databases(error)
        case Unopened():
            return f"The database cannot be opened: {error}. Look at DATABASE_URL, and at its server."
        case restores.Nameless():
            return (
                "There are pictures and no database: it would start anew and delete them. Bring the database back"
                f" (`{typed('restore --replace FILE')}`, or pg_restore where DATABASE_URL is set), or move the folder"
                " `pictures` out of DATA_DIR (set another prefix in PICTURES_URL)."
            )
        case _:
            return f"The database cannot be opened: {error}. {way_out(error)}"


def let_out(refused: Exception) -> str:
    """Return what it means that Discord takes this bot no more, or has never."""
    code = refused.code if isinstance(refused, discord.ConnectionClosed) else INTENTS_REFUSED
    if isinstance(refused, discord.LoginFailure) or code == LOGIN_REFUSED:
        return "Discord does not know this DISCORD_TOKEN. Copy it again from the application's Bot page."
    return (
        f"Discord has ended the connection and would again ({code}). That needs a newer version of the bot."
    )


def taken(error: Taken) -> str:
    """Return what another bot has of a database, and what to do."""
    match error.what:
        case int() as shard:
            return f"Another gateway has shard {shard}. Give each gateway --shards of its own."
        case "count":
            return "Another gateway has another --of. Give all the same one, and stop those with the old one first."
        case "tables":
            return (
                "Gateways and workers of an older version, which knows fewer tables, work on the database that"
                " DATABASE_URL names. Stop them all first; what this version starts with makes the others."
            )
        case _:
            return "Another bot works on the database that DATABASE_URL names. Stop it first, or set another one."
