"""Cards: what a member reads, and that no prompt can make one that Discord refuses."""

import re
from dataclasses import replace
from itertools import cycle
from types import SimpleNamespace
from typing import cast

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs import cards, forms, remix
from cogs.custom_ids import Action, ButtonId
from cogs.history import listed
from cogs.menus import LOOKED_AT
from cogs.words import endings, recipes, recognition
from cogs.words import history as told_of_past
from cogs.words import progress as told
from cogs.words.words import ENGLISH, Shown, Words, languages, plain
from domain.card import Card, DeliveryState, Publication, Spot, Varied
from domain.consent import Author
from domain.errors import Failure, FailureKind
from domain.job import Job, JobState, Parent, Phase, Progress, Result, StoredPicture
from domain.member import NO_SERVER, Member
from domain.past import Entry, Family, Filter, Page, Relative
from domain.picture import Comparison, Loss, PictureFormat
from domain.quota import Account
from domain.request import RestyleRequest
from domain.styles import Style
from domain.trace import Trace
from domain.visible import cleaned
from jobs.history import RELATIVES, Found
from jobs.pages import PAGE, Leaf
from jobs.recognition import Recognised, Where
from jobs.showing import Ended, Ending, Standing
from sandbox.rules.components import check_components, check_modal
from storage.history import NEWEST
from tests.cogs import views

LANGUAGES = [ENGLISH, *languages().values()]
ACCOUNT = Account(13, 20)
PICTURE = StoredPicture("a" * 64, PictureFormat.JPEG, 10, 10, 100)
ADA = Member(1, 42)
CARD = Card(10**18 - 1, 1, ADA, 5, "en-US", "letter", False, Publication.SHOWN, 0)  # noqa: FBT003


def _job(
    state: JobState = JobState.DONE,
    prompt: str = "ink",
    *,
    failure: FailureKind = FailureKind.UNAVAILABLE,
    parent: Parent | None = None,
    part: int = 0,
    **changes: object,
) -> Job:
    images = changes.pop("images", 2)
    request = RestyleRequest.model_validate(
        {"prompt": prompt, "seed": 2**31 - 1, "images": images, **changes}
    )
    return Job(
        id=10**18 - 1,
        card_id=CARD.id,
        part=part,
        tag="1.0",
        member=ADA,
        state=state,
        attempt=1,
        request=request,
        source="b" * 64,
        parent=parent,
        provider="fal",
        ticket=None,
        called=True,
        cost=0,
        asked_at=0,
        started_at=1000,
        finished_at=7200,
        failure=Failure(kind=failure) if state is JobState.FAILED else None,
        prompt_used="ink",
    )


def _ending(*jobs: tuple[Job, int]) -> tuple[Ending, list[str]]:
    """Jobs, each with so many results."""
    ended = [
        Ended(
            job,
            [Result(number, job.request.seed, PICTURE) for number in range(1, results + 1)],
            "fal",
            results,
        )
        for job, results in jobs
    ]
    files = [f"restyle-{number}.jpg" for number in range(sum(results for _, results in jobs))]
    return Ending(CARD, ended, ACCOUNT), files


def _ended(job: Job, results: int, changes: set[str] | None = None) -> discord.ui.LayoutView:
    ending, files = _ending((job, results))
    return cards.ended(ENGLISH, ending, files, changes or set())


def _standing(
    job: Job, progress: Progress, *, cancellable: bool = True, late: bool = False
) -> discord.ui.LayoutView:
    so_far = Ending(CARD, [Ended(job, [], "fal")], ACCOUNT)
    return cards.progress(ENGLISH, Standing(so_far, progress, cancellable, late))


async def test_a_waiting_card_says_place_estimate_and_cost() -> None:
    view = _standing(_job(JobState.QUEUED), Progress(Phase.QUEUED, place=3, eta=40))
    assert views.text(view) == "⏳ Restyling for <@42> · 3rd in line, about 40 s · 2 pictures of your 9 left"
    assert views.labels(view) == ["Cancel"]
    first = _standing(_job(JobState.QUEUED, images=1), Progress(Phase.QUEUED, place=0, eta=3))
    assert (
        views.text(first) == "⏳ Restyling for <@42> · about to start, about 3 s · 1 picture of your 8 left"
    )
    resting = Progress(Phase.QUEUED, place=3, rests_until=1_800_000_000_000)
    assert "the image host is resting, next try <t:1800000000:R>" in views.text(
        _standing(_job(JobState.QUEUED), resting)
    )
    after = _standing(_job(JobState.QUEUED), Progress(Phase.QUEUED, place=1))
    assert views.text(after) == "⏳ Restyling for <@42> · next in line · 2 pictures of your 9 left"


async def test_a_card_that_will_be_out_of_reach_says_where_its_end_is() -> None:
    view = _standing(_job(JobState.QUEUED), Progress(Phase.QUEUED, place=3, eta=4000), late=True)
    assert views.text(view).endswith("If it takes longer, the result waits in /history.")
    assert views.labels(view) == ["Fetch", "Cancel"]
    check_components(view.to_components(), v2=True)


async def test_a_working_card_has_a_bar_only_where_the_host_tells_a_percentage() -> None:
    job = _job(JobState.RENDERING)
    assert (
        views.text(_standing(job, Progress(Phase.RENDERING, percent=58, picture=2)))
        == "▓▓▓▓▓▓▓░░░░░ 58 %  rendering 2 of 2"
    )
    view = _standing(job, Progress(Phase.RENDERING, elapsed=8, usual=20), cancellable=False)
    assert views.text(view) == "⏳ Restyling for <@42> · rendering · 8 s of the usual 20 s"
    assert views.labels(view) == [], "no Cancel where the host cannot"
    unanswered = Progress(Phase.UNANSWERED)
    assert "the image host does not answer; it is tried again" in views.text(_standing(job, unanswered))
    assert "2nd in the image host's line" in views.text(_standing(job, Progress(Phase.RENDERING, place=2)))


async def test_a_result_names_who_asked_how_it_was_made_and_what_it_came_from() -> None:
    job = _job(style=Style(name="Watercolour"), parent=Parent(1, 2, 77))
    view = _ended(job, 2, {"reencoded"})
    text = views.text(view)
    assert text.startswith("<@42> · variation of #2 by <@77>\n“ink”")
    assert (
        "-# made with AI · watercolour · strength 0.8 · balanced · seed 2147483647 · 6.2 s · fal · 2 pictures, 7 left · compressed"
        in text
    )
    assert views.labels(view) == ["1 · Vary", "2 · Vary", "Again", "Remix…", "Weaker", "Stronger", "⋯"]
    assert views.text(_ended(_job(), 1)).startswith("<@42> · “ink”")


@pytest.mark.parametrize(
    ("source", "options", "said"),
    [
        ((10, 10), {}, False),
        ((10, 12), {}, True),
        ((700, 500), {"size": "square"}, True),
        ((10, 10), {"size": "custom", "width": 512, "height": 512}, True),
    ],
)
async def test_a_size_that_is_not_the_one_that_was_asked_for_is_said(
    source: tuple[int, int], options: dict[str, object], *, said: bool
) -> None:
    """The pictures of these tests have 10 × 10 pixels."""
    request = RestyleRequest.model_validate({"prompt": "ink", "seed": 7, **options})
    job = replace(_job(), request=request)
    from_ = StoredPicture("b" * 64, PictureFormat.PNG, *source, 100)
    ended = Ended(job, [Result(1, 7, PICTURE)], "fal", 1, from_)
    view = cards.ended(ENGLISH, Ending(CARD, [ended], ACCOUNT), ["a.jpg"], set())
    assert ("made as 10 × 10" in views.text(view)) == said


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (Loss(motion=True), "first frame only"),
        (Loss(ground="white"), "transparency filled with white"),
        (Loss(ground="black"), "transparency filled with black"),
        (Loss(motion=True, ground="grey"), "first frame only · transparency filled with grey"),
        (Loss(), ""),
    ],
)
async def test_what_of_a_picture_did_not_come_along_is_said(loss: Loss, said: str) -> None:
    shown = views.text(_ended(replace(_job(), loss=loss), 1))
    assert said in shown
    assert ("frame" in shown, "transparency" in shown) == (loss.motion, loss.ground is not None)


async def test_what_was_withheld_is_said() -> None:
    assert "2 of 3 missing or withheld" in views.text(_ended(_job(images=3), 1))


async def test_what_was_called_off_says_that_it_was_free_and_can_be_asked_again() -> None:
    ending = Ending(CARD, [Ended(_job(JobState.CANCELLED), [], "fal", 0)], ACCOUNT)
    view = cards.ended(ENGLISH, ending, [], set())
    assert "Cancelled. Nothing was charged." in views.text(view)
    assert views.labels(view) == ["Again"]


@pytest.mark.parametrize("kind", FailureKind)
async def test_a_failure_says_what_happened_and_offers_another_try_only_where_that_can_help(
    kind: FailureKind,
) -> None:
    view = _ended(_job(JobState.FAILED, failure=kind), 0)
    assert endings.failure(ENGLISH, kind) in views.text(view)
    helps = "try again" in endings.failure(ENGLISH, kind)
    assert views.labels(view) == (["Try again"] if helps else [])


@pytest.mark.parametrize("words", LANGUAGES)
@given(prompt=st.text(min_size=1, max_size=2000).filter(cleaned), images=st.integers(1, 4))
@example(prompt="漢" * 2000, images=4)
@example(prompt="🏴" * 2000, images=1)
async def test_whatever_the_prompt_every_card_is_one_that_discord_takes(
    words: Words, prompt: str, images: int
) -> None:
    job = _job(prompt=prompt, images=images, parent=Parent(1, 2, 77))
    ending, files = _ending((job, images))
    waiting = Ending(CARD, [Ended(job, [], "fal")], ACCOUNT)
    queued = Progress(Phase.QUEUED, place=3, eta=40)
    for view in (
        cards.ended(words, ending, files, {"scaled"}),
        cards.waits(words, ending),
        cards.menu(words, ending),
        cards.sure(words, CARD),
        cards.recipe(
            recipes.shown(words, recipes.of_card([recipes.recipe(replace(job, prompt_used=None), "fal")])),
            "recipe.json",
        ),
        cards.progress(words, Standing(waiting, queued, cancellable=True, late=True)),
        cards.say(told_of_past.entry(words, Entry(CARD, (job,), DeliveryState.WAITING))),
    ):
        check_components(view.to_components(), v2=True)
        assert views.size(view) < views.MOST
    assert "\n" not in endings.quoted(words, job)
    assert len(endings.quoted(words, job)) <= 2 * endings.PROMPT_SHOWN + 2


@pytest.mark.parametrize("words", LANGUAGES)
@given(prompt=st.text(max_size=2000), style=st.text(min_size=1, max_size=50).filter(str.strip))
async def test_whatever_the_request_its_form_is_one_that_discord_takes_and_nothing_in_it_is_cut(
    words: Words, prompt: str, style: str
) -> None:
    asked = remix.Asked(prompt, words.number(0.15), 4, style.strip(), str(2**31 - 1))
    opened = SimpleNamespace(id=10**18)  # of an interaction a form needs the id alone
    about = ButtonId(Action.REMIX, CARD.ref)
    form = remix.form(words, cast("discord.Interaction", opened), about, asked, ["Comic"]).to_dict()
    check_modal(form)
    assert len(form["title"]) < forms.TITLE
    assert all(len(label["label"]) < forms.LABEL for label in form["components"])
    assert all(len(label.get("description") or "") < forms.DESCRIPTION for label in form["components"])


@given(
    prompt=st.text(min_size=1, max_size=2000).filter(cleaned),
    jobs=st.lists(st.integers(1, 4), min_size=1, max_size=10).filter(lambda each: sum(each) <= 10),
    how=st.sampled_from(Comparison),
    data=st.data(),
)
async def test_so_are_the_menu_and_the_comparison(
    prompt: str, jobs: list[int], how: Comparison, data: st.DataObject
) -> None:
    ending, _ = _ending(
        *((_job(prompt=prompt, images=each, part=part), each) for part, each in enumerate(jobs))
    )
    check_components(cards.menu(ENGLISH, ending).to_components(), v2=True)
    job, result = data.draw(st.sampled_from(ending.results))
    view = cards.comparison(ENGLISH, ending, Found(CARD, job, result), how, "a.jpg")
    check_components(view.to_components(), v2=True)
    assert len(views.labels(view)) == len(ending.results), "the other look, and each other picture"


any_text = st.text(min_size=1, max_size=120).filter(cleaned)


@given(
    prompts=st.lists(any_text, max_size=PAGE),
    style=any_text.map(lambda text: text[:50]).filter(str.strip),
    wanted=st.builds(
        Filter, st.just("") | any_text.map(lambda t: t[:50]), st.just("") | any_text.map(lambda t: t[:100])
    ),
    turns=st.tuples(st.none() | st.integers(1, NEWEST), st.none() | st.integers(1, NEWEST)),
    member=st.sampled_from([Member(1, 1), Member(NO_SERVER, 1)]),
)
async def test_so_is_every_page_of_the_history(
    prompts: list[str], style: str, wanted: Filter, turns: tuple[int | None, int | None], member: Member
) -> None:
    jobs = [_job(prompt=prompt * 20, style=Style(name=style)) for prompt in prompts]
    entries = [Entry(CARD, (job,), state) for job, state in zip(jobs, cycle(DeliveryState), strict=False)]
    entries = [replace(one, card=replace(CARD, id=number)) for number, one in enumerate(entries, 1)]
    view = listed(ENGLISH, Leaf(Page(entries, *turns), member, wanted, CARD.ref))
    check_components(view.to_components(), v2=True)
    buttons = sum(turn is not None for turn in turns) if entries else 0
    assert len(views.labels(view)) == len(entries) + buttons


@given(prompts=st.lists(any_text, min_size=1, max_size=RELATIVES), depth=st.integers(0, 9))
async def test_so_is_every_family(prompts: list[str], depth: int) -> None:
    """The longest links and names that there are, at whatever depth."""
    most = 2**64 - 1
    jobs = [
        replace(_job(prompt=prompt * 20, parent=Parent(1, 4, most)), member=Member(1, most))
        for prompt in prompts
    ]
    relatives = [
        Relative(job, depth, Spot(most, most, most), Varied("10.4", Spot(most, most, most))) for job in jobs
    ]
    said = told_of_past.family(ENGLISH, Family(relatives, more=True), jobs[0])
    check_components(cards.say(said).to_components(), v2=True)


@given(
    found=st.lists(st.sampled_from(Where), min_size=1, max_size=LOOKED_AT),
    same=st.booleans(),
    lineage=st.sampled_from(["parent", "author", "attached"]),
    shown=st.booleans(),
)
async def test_so_is_what_is_said_of_the_pictures_of_a_message(
    found: list[Where], lineage: str, *, same: bool, shown: bool
) -> None:
    most = 2**64 - 1
    job = replace(
        _job(parent=Parent(1, 4, most) if lineage == "parent" else None),
        member=Member(most, most),
        author=Author(most) if lineage == "author" else None,
    )
    spot = Spot(most, most, most) if shown else None
    trace = Trace(CARD, job, 4, same, False, spot, Varied("4", spot))  # noqa: FBT003
    said = [
        recognition.said(ENGLISH, Recognised(where, same, trace if where is Where.HERE else None))
        for where in found
    ]
    lines = [recognition.numbered(ENGLISH, place, one) for place, one in enumerate(said, 1)]
    view = cards.say("\n".join([*lines, recognition.only(ENGLISH, LOOKED_AT)]))
    check_components(view.to_components(), v2=True)
    for where, one in zip(found, said, strict=True):
        assert ("<@" in one) == (where is Where.HERE), "nobody is named where they may not be"


# What makes Discord format a text: https://support.discord.com/hc/en-us/articles/210298617
UNESCAPED = re.compile(r"(?<!\\)(?:\\\\)*([*_~`|<\[]|://|^[>#-]|^\d+\.)")


@pytest.mark.parametrize(
    "hostile",
    ["@everyone", "<@1>", "<@&1>", "`` ` ``", "**loud**", "_x_", "~~x~~", "[x](http://evil)", "[a](http://b) [c](http://d)", "\\[a](http://b)", "||spoiler||", "<t:1:R>", "[**a**](http://b_c_)",
     "https://a/**b**||c||", "<https://evil.example>", "**https://a/", "# loud", "> said", ">>> said", "- one", "-# grey", "1. one",
     "\\*not escaped\\*", "\\", "<:e:1>"],
)  # fmt: skip
async def test_a_prompt_is_shown_as_text(hostile: str) -> None:
    shown = endings.quoted(ENGLISH, _job(prompt=hostile))
    inner = shown.removeprefix("“").removesuffix("”")
    assert not UNESCAPED.search(inner), shown
    unescaped = re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", inner)
    assert unescaped == hostile


@pytest.mark.parametrize("hostile", ["<@1>", "[a](http://b) [c](http://d)", "**loud**"])
async def test_so_is_the_name_of_a_style(hostile: str) -> None:
    assert plain(hostile) in views.text(_ended(_job(style=Style(name=hostile)), 1))


@pytest.mark.parametrize("words", LANGUAGES)
@pytest.mark.parametrize("letter", ["a", "漢", "🎨", "`"])
@pytest.mark.parametrize("pictures", [1, 10])
async def test_a_recipe_has_a_part_of_everything_and_says_where_it_is_cut(
    words: Words, letter: str, pictures: int
) -> None:
    jobs = [_job(prompt=letter * 2000, style=Style(name="Comic")) for _ in range(pictures)]
    made = [
        replace(job, source=f"{number:064}", prompt_used=f"{number} {letter * 2100}")
        for number, job in enumerate(jobs)
    ]
    said = recipes.shown(words, recipes.of_card([recipes.recipe(job, "fal") for job in made]))
    view = cards.recipe(said, "recipe.json")
    check_components(view.to_components(), v2=True)
    assert views.size(view) < views.MOST
    assert all(one in said for one in [str(2**31 - 1), "Comic", *(job.source for job in made)])
    assert words.say("Some of it is cut to fit here: the file has all of it.") in said
    whole = recipes.shown(words, recipes.of_card([recipes.recipe(replace(_job(), prompt_used=None), "fal")]))
    assert words.say("Some of it is cut to fit here: the file has all of it.") not in whole
    assert words.shown(Shown.CHOICE, "balanced") in whole, "as the command offers it"


async def test_a_finished_card_is_kept_nowhere() -> None:
    """discord.py keeps every view that can be dispatched and is not finished, forever where it has no timeout."""
    assert _ended(_job(), 1).is_finished()


@given(st.floats(-1, 2))
def test_a_bar_is_always_as_long(part: float) -> None:
    assert len(told.bar(part)) == told.BAR
