"""Questions to the authors of pictures, in words: what is asked, and how it ended."""

from cogs.words.words import Words, block, link, mention, moment, plain
from domain.errors import AskedEnough, Gone, Left, NotAllowed, NotAsked, NotStarted
from domain.question import Question, QuestionState
from domain.request import RestyleRequest

ESCAPED_MOST = 3000  # characters; all texts of a message have 4000


def question(words: Words, asked: Question) -> str:
    """Return what an author is asked: by whom, about which picture, for what exactly, and until when."""
    request = asked.request
    lines = [_wish(words, asked), *(_request(words, request) if request else []), _rules(words, asked)]
    return "\n".join(lines)


def _wish(words: Words, asked: Question) -> str:
    author, asker, address = mention(asked.author_id), mention(asked.member.user_id), link(asked.source)
    if asked.number is None:
        return words.say(
            "{author}, {asker} would like to restyle [your picture]({link}) with AI:",
            author=author,
            asker=asker,
            link=address,
        )
    return words.say(
        "{author}, {asker} would like to restyle [picture {number} of your message]({link}) with AI:",
        author=author,
        asker=asker,
        number=asked.number,
        link=address,
    )


def _request(words: Words, request: RestyleRequest) -> list[str]:
    """Return all that decides what is made: the words as they were typed, whatever is in them, and the rest of it."""
    options = (
        plain(request.style.name) if request.style else "",
        words.say("strength {strength}", strength=request.strength),
        words.pictures(request.images),
    )
    said = [as_typed(words, request.prompt)] if request.prompt else []
    return [*said, f"-# {' · '.join(option for option in options if option)}"]


def as_typed(words: Words, text: str) -> str:
    """Return the whole of a prompt as text: quoted, or where that would be too long in a block."""
    escaped = plain(text)
    if len(escaped) <= ESCAPED_MOST:
        return words.say("“{prompt}”", prompt=escaped)
    return block(text)


def _rules(words: Words, asked: Question) -> str:
    return "-# " + words.say(
        "Only you can answer, and nothing is made unless you allow it. This ends {when}. Never holds for all of your"
        " pictures, in every server; /privacy changes it.",
        when=moment(asked.ends_at),
    )


def ended(words: Words, asked: Question) -> str:
    """Return what became of a question that is no longer open."""
    author, asker, address = mention(asked.author_id), mention(asked.member.user_id), link(asked.source)
    match asked.state:
        case QuestionState.STARTED:
            return words.say(
                "{author} lets {asker} restyle [a picture]({link}): [here]({result}).",
                author=author,
                asker=asker,
                link=address,
                result=link(asked.result or asked.source),
            )
        case QuestionState.ALLOWED:
            return words.say(
                "{author} lets {asker} restyle [a picture]({link}), but it has not started. {asker} can start it until"
                " this ends {when}.",
                author=author,
                asker=asker,
                link=address,
                when=moment(asked.ends_at),
            )
        case QuestionState.DECLINED:
            return words.say(
                "{asker}, {author} would rather not have [this picture]({link}) restyled.",
                author=author,
                asker=asker,
                link=address,
            )
        case QuestionState.WITHDRAWN:
            return words.say(
                "{asker}'s question about [this picture]({link}) was withdrawn.", asker=asker, link=address
            )
        case QuestionState.GONE:
            return words.say(
                "{asker}'s question has ended: the picture that it was about is gone.", asker=asker
            )
        case _:
            return words.say(
                "{asker}'s question about [this picture]({link}) has ended: nothing came of it in time.",
                asker=asker,
                link=address,
            )


def asked(words: Words, question: Question, address: str) -> str:
    """Return what who asks is told."""
    return words.say(
        "{author} is asked [here]({link}), and the answer is shown there. Nothing counts unless they allow it. It ends"
        " {when}.",
        author=mention(question.author_id),
        link=address,
        when=moment(question.ends_at),
    )


def never_from_now_on(words: Words) -> str:
    """Return what an author is told who wants never to be asked."""
    return words.say(
        "Noted: from now on nobody else restyles your pictures, in any server, and nobody asks. /privacy changes it."
    )


ConsentRefused = NotAllowed | AskedEnough | NotAsked | NotStarted | Left


def refusal(words: Words, error: ConsentRefused) -> str:
    """Return why somebody else's picture is not restyled, or its author not asked."""
    match error:
        case NotAllowed():
            return _not_allowed(words, error)
        case AskedEnough():
            return _asked_enough(words, error)
        case NotAsked():
            return _not_asked(words, error)
        case NotStarted(asker_id=asker_id):
            return words.say(
                "Thank you. It could not start just now; {asker} can start it from here.",
                asker=mention(asker_id),
            )
        case Left(user_id=user_id):
            return words.say(
                "{asker} has left this server, so the question has ended.", asker=mention(user_id)
            )


def gone(words: Words, error: Gone) -> str:
    """Return why a question can no longer be answered."""
    if error.what == "source":
        return words.say("That picture is no longer what it was, so the question has ended.")
    return words.say("That question has been answered already, or has ended.")


def _not_allowed(words: Words, error: NotAllowed) -> str:
    author = mention(error.author_id)
    match error.why:
        case "server":
            return words.say(
                "That picture is {author}'s, and in this server only they may restyle it.", author=author
            )
        case "author":
            return words.say(
                "That picture is {author}'s, who wants nobody else to restyle their pictures.", author=author
            )
        case "outside":
            return words.say(
                "That picture is {author}'s. Outside servers that have added this bot, only your own pictures and its"
                " results can be restyled.",
                author=author,
            )
        case "unasked":
            return words.say(
                "That picture is {author}'s, who is asked first: use Restyle this, in the menu on their message.",
                author=author,
            )
        case "brought":
            return words.say(
                "The picture behind this result is {author}'s, who wants to be asked before others restyle it; here they"
                " cannot be. You can vary the result, or use it as a source.",
                author=author,
            )
        case "app":
            return words.say(
                "An app has posted that picture, so there is nobody to ask. In this server that rules it out."
            )


def _asked_enough(words: Words, error: AskedEnough) -> str:
    author = mention(error.author_id)
    match error.why:
        case "open":
            return words.say(
                "You are asking {author} already. Wait for the answer, or withdraw that question.",
                author=author,
            )
        case "today":
            return words.say(
                "You have asked {author} often enough for today. Please ask again tomorrow.", author=author
            )
        case "author":
            return words.say(
                "Several members are asking {author} already. Please try again later.", author=author
            )
        case "asker":
            return words.say(
                "You are asking several members already. Wait for an answer, or withdraw a question."
            )
        case "picture":
            return words.say(
                "{author} has been asked about that picture already, so they are not asked again.",
                author=author,
            )


def _not_asked(words: Words, error: NotAsked) -> str:
    author = mention(error.author_id)
    match error.why:
        case "left":
            return words.say(
                "That picture is {author}'s, who has left this server: nobody can be asked.", author=author
            )
        case "closed":
            return words.say(
                "I cannot write in this channel, so {author} cannot be asked. A moderator can let me: View Channel,"
                " Send Messages and Read Message History.",
                author=author,
            )
        case "gone":
            return words.say("That message is gone, so there is nothing to ask {author}.", author=author)
        case "trouble":
            return words.say(
                "Discord did not take the question to {author}. Please try again.", author=author
            )
