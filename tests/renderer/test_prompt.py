"""What a prompt means: words to looks, colours and texts."""

import pytest

from renderer.paint.looks import LOOKS
from renderer.paint.prompt import NATURAL, expanded, read
from renderer.request import PROMPT_LIMIT, Expansion


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("soft watercolor", ("watercolour",)),
        ("Soft Watercolour!", ("watercolour",)),
        ("an oil painting of a harbour", ("oil",)),
        ("a van Gogh painting", ("van_gogh",)),
        ("like a Monet", ("impressionism",)),
        ("ink wash", ("ink_wash",)),
        ("ink drawing", ("ink",)),
        ("turn this photo into a pencil sketch", ("pencil",)),
        ("charcoal drawing", ("charcoal",)),
        ("comic book with halftone dots", ("comic",)),
        ("8-bit pixel-art", ("eight_bit",)),
        ("cyberpunk city at night", ("cyberpunk",)),
        ("watercolour harbour at dawn", ("watercolour", "sunrise")),
        ("ukiyo-e, in the manner of Hokusai", ("ukiyo_e",)),
        ("art-deco poster", ("art_deco",)),
        ("stained-glass windows", ("stained_glass",)),
        ("a B/W film noir", ("film_noir",)),
        ("oil painting, not watercolour, without neon", ("oil",)),
        ("90s anime", ("anime",)),
        ("Japanese ink painting", ("ink_wash",)),
        ("minimalist flat vector logo", ("flat_vector",)),
        ("soft pastel drawing on toothed paper", ("pastel",)),
        ("children's book illustration of a fox", ("gouache",)),
        ("oil and mosaic and pencil and comic", ("oil", "mosaic", "pencil")),
    ],
)
def test_ordinary_words_reach_their_look(prompt: str, names: tuple[str, ...]) -> None:
    assert read(prompt).names == names


def test_no_word_means_two_things() -> None:
    phrases = [phrase for look in LOOKS.values() for phrase in (*look.words, *look.hints)]
    assert len(phrases) == len(set(phrases))
    assert len(phrases) > 500


@pytest.mark.parametrize("name", LOOKS)
def test_what_expansion_says_of_a_look_means_that_look_alone(name: str) -> None:
    reading = read(LOOKS[name].says)
    assert (reading.names, reading.colours, reading.texts) == ((name,), (), ())


@pytest.mark.parametrize("expansion", ["None", "Medium", "Large"])
@pytest.mark.parametrize(
    "prompt", ["a cat", "oil, ink, neon", 'poster "Sale" in red', "a painting", "no oil"]
)
def test_an_expanded_prompt_reads_as_it_will_when_it_comes_back(prompt: str, expansion: Expansion) -> None:
    longer = expanded(prompt, expansion)
    assert read(longer) == read(expanded(longer, "None"))
    assert read(longer).names[: len(read(prompt).names)] == read(prompt).names
    assert read(longer).texts == read(prompt).texts


def test_an_expanded_prompt_never_outgrows_the_bound() -> None:
    prompt = "x" * (PROMPT_LIMIT - 3)
    assert expanded(prompt, "Large") == prompt


@pytest.mark.parametrize(
    "quoted",
    [
        '"OPEN"',
        "“OPEN”",
        "”OPEN”",
        "„OPEN“",
        "«OPEN»",
        "»OPEN«",
        "\u2039OPEN\u203a",
        "\u2018OPEN\u2019",
        "\u201aOPEN\u2018",
        "「OPEN」",
        "'OPEN'",
    ],
)
def test_quoted_words_are_texts_and_not_looks(quoted: str) -> None:
    assert read(f"a sign {quoted} in oil").texts == ("OPEN",)
    assert read(f"a sign {quoted.replace('OPEN', 'watercolour')} in oil").names == ("oil",)


@pytest.mark.parametrize(
    "prompt",
    [
        "the cat's and the dog's house",
        "the cats' and the dogs' house",
        "rock 'n' roll poster",
        "'90s style and the '80s",
        "dogs' house 'til dawn, boys' night",
        "it\u2019s the cat\u2019s house",
        'a 5" x 7" print',
        "an empty \"\" and '' too",
    ],
)
def test_an_apostrophe_quotes_nothing(prompt: str) -> None:
    assert read(prompt).texts == ()


def test_a_quotation_may_hold_an_apostrophe() -> None:
    assert read("poster 'Don't panic' now").texts == ("Don't panic",)
    assert read("poster \u2018Don\u2019t panic\u2019").texts == ("Don\u2019t panic",)


def test_several_texts_come_in_their_order_and_a_long_one_is_cut() -> None:
    assert read('"one", “two” and «three», "four"').texts == ("one", "two", "three")
    assert len(read(f'"{"x" * 900}"').texts[0]) <= 240


def test_colours_are_found() -> None:
    assert read("comic in pink, teal and gold and red").colours == ("pink", "teal", "gold")


def test_a_long_hostile_prompt_is_read_at_once() -> None:
    for mark in ('"', "'", "\u2018", "' a", "'ab "):
        assert read(mark * (10_000 // len(mark))).names
    assert read("oil " * 2500).names == ("oil",)


def test_codes_alone_are_a_palette() -> None:
    codes = ("#0b132b", "#1c7293", "#f4d35e", "#ee964b", "#faf0ca")
    reading = read(" ".join(codes))
    assert (reading.names, reading.colours) == (("limited_palette",), codes)
    assert read("duotone #ff8800 #003366").names == ("duotone",)


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("cinematc", ("cinematic",)),
        ("impressionsm", ("impressionism",)),
        ("a psychadelic sillhouette", ("psychedelic", "silhouette")),
        ("northen lights", ("aurora",)),
        ("engravng and charcaol", ("engraving", "charcoal")),
    ],
)
def test_a_slip_of_the_keyboard_is_read(prompt: str, names: tuple[str, ...]) -> None:
    assert read(prompt).names == names


@pytest.mark.parametrize(
    "word", ["college", "pointing", "lighting", "village", "sting", "polarized", "carton"]
)
def test_a_word_of_its_own_is_no_slip(word: str) -> None:
    assert read(f"a {word} on the roof").names == (NATURAL,)


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("de noche con niebla", {"night", "fog"}),
        ("rainy autumn night", {"rain", "autumn", "night"}),
        ("golden hour fog on portra", {"golden_hour", "fog", "portra"}),
        ("watercolour of a snowy dusk", {"watercolour", "winter", "dusk"}),
    ],
)
def test_hours_weathers_seasons_and_films_rule_none_of_the_others_out(prompt: str, names: set[str]) -> None:
    assert set(read(prompt).names) == names
