"""The data folder, when somebody deletes things in it while the bot runs."""

import shutil

from sandbox.people.person import Person
from sandbox.rules.options import Upload
from tests.journeys.watching import has_pictures
from tests.stage import Bot


async def test_the_folder_for_unfinished_pictures_is_made_again(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    shutil.rmtree(bot.data / "pictures")
    await (await ada.command("restyle", {"image": picture, "prompt": "ink"})).until(has_pictures)


async def test_without_its_database_it_takes_nothing_in_and_ends_with_a_sentence(
    bot: Bot, ada: Person, picture: Upload
) -> None:
    (bot.data / "restyle.db").unlink()
    asked = await ada.command("restyle", {"image": picture, "prompt": "ink"})
    assert await bot.ended() == 1
    # What it writes by itself may have ended it before.
    told = " ".join(message.text for message in asked.messages)
    assert not told or "Nothing was charged" in told or "restarting" in told, told
    last = bot.log.splitlines()[-1]
    assert last.startswith("The database could not be written: ")
    assert last.endswith("The bot has ended, and can be started again.")
