"""What a prompt does not want is not painted: it reads as the prompt without it. And what only looks like a no takes nothing."""

import pytest

from renderer.paint.negators import WORDS
from renderer.paint.phrases import SMALL
from renderer.paint.prompt import read, understood

# As it is typed = what it asks for in the end; nothing where only a no is left.
SAID = """
thick oil, not too dark = thick oil
oil, not so dark = oil
oil, not that dark = oil
oil, not very dark = oil
oil, not overly dark = oil
oil, not dark at all = oil
oil, never dark = oil
oil, I don't want it dark = oil
oil, please do not make it dark = oil
oil, it should not be too dark = oil
oil that isn't dark = oil
oil without making it dark = oil
a not too dark oil painting = oil painting
not dark watercolour = watercolour
not too dark and watercolour = watercolour
watercolour, not too red = watercolour
oil, less red = oil
oil, hardly any red = oil
oil, less blue and more red = oil, red
comic, no red and no blue = comic
gouache, not too much fog = gouache
oil, not much fog = oil
watercolour, not too much snow = watercolour
watercolour, no more snow = watercolour
watercolour, no heavy fog = watercolour
watercolour, less heavy rain = watercolour
oil, exclude rain = oil
oil, no rain, snow or fog = oil
no rain and fog, oil = oil
no rain and oil = oil
no fog in watercolour = watercolour
fog-free watercolour = watercolour
watercolour --no rain, fog = watercolour
avoid: rain, fog, oil. watercolour = watercolour
anime, not too cartoonish = anime
non-photorealistic oil painting = oil painting
non-photorealistic =
no watercolour =
no dark watercolour =
not an oil painting =
not a dark oil painting of a harbour =
anything but oil =
not night =
not watercolour and not oil =
neither watercolour nor oil, ink = ink
not a watercolour but an oil painting = oil painting
not black and white, oil = oil
no text watercolour = watercolour
oil instead of watercolour = oil
watercolour rather than oil = watercolour
rather oil than watercolour = oil
more oil than watercolour = oil
instead of watercolour use oil = oil
I don't want rain and use oil = oil
do not use oil, use watercolour = watercolour
watercolour, no chrome and no reflections = watercolour
ink, nothing like watercolour = ink
less colourful oil = muted oil
oil, less contrast = oil, low contrast
oil, not too contrasty = oil, low contrast
oil, not too grainy = oil, fine grain
oil, less grain = oil, fine grain
oil, less dark = oil, brighter
oil, less bright = oil, darker
oil, not too bright = oil
oil, less warm = oil, cooler
Ölfarbe, nicht dunkel = Ölfarbe
nicht zu dunkles Aquarell = Aquarell
Aquarell, kein Regen = Aquarell
Aquarell, Regen bitte nicht = Aquarell
Aquarell, Regen vermeiden = Aquarell
zu dunkel soll es nicht sein, Aquarell = Aquarell
weniger bunt, Aquarell = Aquarell, muted
Öl statt Aquarell = Öl
lieber Öl als Aquarell = Öl
kein Aquarell =
aquarelle, pas trop sombre = aquarelle
aquarelle sans pluie = aquarelle
pas de pluie, huile = huile
huile plutôt que aquarelle = huile
plutôt huile qu'aquarelle = huile
huile au lieu d'aquarelle = huile
moins coloré, aquarelle = aquarelle, muted
acuarela, no muy oscura = acuarela
sin lluvia, óleo = óleo
óleo en vez de acuarela = óleo
óleo, nada de azul = óleo
aquarela sem chuva = aquarela
aquarela, não muito escura = aquarela
acquerello, non troppo scuro = acquerello
acquerello senza pioggia = acquerello
olio invece di acquerello = olio
水彩ではなく油絵 = 油絵
水彩の代わりに油絵 = 油絵
油絵、雨なし = 油絵
油絵、暗くない = 油絵
油絵、暗すぎない = 油絵
油絵、青を使わない = 油絵
"""

IDLE = """
no one in watercolour = watercolour
not only oil but watercolour = oil, watercolour
no. 5 in oil = oil
no 5, oil = oil
non stop rain = rain
nothing but blue watercolour = blue watercolour
black and white = monochrome
Sin City = frank miller
watercolour by Sin = watercolour
oil by Herr Nicht = oil
sans serif, oil = oil
comic sans, oil = oil
pintura a óleo no estilo de Monet = óleo Monet
aquarela no inverno, uma casa = aquarela, inverno
less is more, oil = oil
no more than 3 colours, oil = oil, 3 colours
don't forget the rain, oil = rain, oil
óleo, sin duda = óleo
watercolour without a border = watercolour, borderless
no outlines, oil = without outlines, oil
ohne Farbe = without colour
oil, no grain = oil, grain free
"""


def cases(table: str) -> list[tuple[str, str]]:
    lines = [line.rpartition(" =") for line in table.strip().splitlines()]
    return [(said.strip(), meant.strip()) for said, _, meant in lines]


def asked(prompt: str) -> object:
    reading = read(prompt)
    said = reading.qualifiers
    return (
        reading.names,
        reading.colours,
        reading.beyond,
        {name: getattr(said, name) for name in said.said},
    )


@pytest.mark.parametrize(("said", "meant"), cases(SAID))
def test_what_is_not_wanted_is_neither_painted_nor_missed(said: str, meant: str) -> None:
    assert asked(said) == asked(meant)
    assert not read(said).missed


@pytest.mark.parametrize(("said", "meant"), cases(IDLE))
def test_what_only_looks_like_a_no_takes_nothing_away(said: str, meant: str) -> None:
    assert asked(said) == asked(meant)
    assert not read(said).left_out


def test_it_is_told_in_the_prompts_own_words_what_was_left_out() -> None:
    assert read("thick oil, not too dark, no heavy rain or fog").left_out == ("dark", "heavy rain", "fog")
    assert read("Öl statt Aquarell").left_out == ("aquarell",)
    assert read("oil, less colourful").left_out == ()  # it is done
    assert understood("oil, not too dark").sentence == "read as: oil · left out: dark"


def test_less_colour_alone_is_the_picture_itself_in_weaker_colours() -> None:
    reading = read("not so colourful")
    assert not reading.named
    assert reading.qualifiers.chroma == 0.5


def test_words_in_quotes_are_written_whatever_they_say() -> None:
    reading = read('oil, "NO RAIN", not red')
    assert (reading.texts, reading.names, reading.colours) == (("NO RAIN",), ("oil",), ())


def test_a_long_prompt_of_noes_is_read_at_once() -> None:
    for part in ("no ", "no rain and ", "nicht , ", "not, or ", "x rather ", "avoid: ", "なし"):
        assert read(part * (10_000 // len(part))).names


def test_joined_negators_of_japanese_are_taken_out_of_what_they_are_joined_with() -> None:
    assert {*WORDS.negators["after"]} <= SMALL
