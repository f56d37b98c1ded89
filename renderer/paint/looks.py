"""The table of looks: which hands paint it, what happens before and after, and how it is described.

The numbers in `hands` are the 26 styles of the network, in the order in which it was trained. A mood is
light, weather or colour: named together with a medium, it is laid over it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from renderer.paint import cells, drawing, materials, printing
from renderer.paint import finish as f
from renderer.paint.touch import Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One way for a picture to look."""

    says: str  # what prompt expansion adds; it must mean this look and no other
    hands: Mapping[int, float] = field(default_factory=dict[int, float])
    stroke: float = 1.0  # above 1: larger brush strokes
    calm: float = 0.6  # how much weaker the strokes are where nothing is
    colour: float = 0.0  # share of the source's own colours
    cover: float = 1.0  # below 1 the source shines through the paint
    before: tuple[Finish, ...] = ()
    after: tuple[Finish, ...] = ()
    mood: bool = False
    pieces: bool = False  # made of pieces, which must stay whole
    crisp: bool = False  # made of hard pixels: never smoothed when enlarged


LOOKS: Final[Mapping[str, Look]] = {
    # Paint
    "watercolour": Look(
        says="loose watercolour washes with wet edges on rough white paper",
        hands={14: 0.3, 23: 0.3, 12: 0.25, 8: 0.15},
        stroke=1.15,
        colour=0.8,
        before=(f.smooth(5), f.vivid(1.2)),
        after=(f.lifted(0.24), f.vivid(1.45), f.wet_edges(0.9), f.likeness(0.5), f.paper(0.1), f.ragged_border(46)),
    ),
    "oil": Look(
        says="an oil painting with thick brush strokes on canvas",
        hands={5: 0.45, 2: 0.35, 0: 0.2},
        stroke=1.5,
        colour=0.55,
        before=(f.smooth(4),),
        after=(f.vivid(1.25, 0.25), f.likeness(0.7), f.impasto(1.3), f.canvas(0.035)),
    ),
    "impressionism": Look(
        says="an impressionist painting of broken dabs of light",
        hands={12: 0.6, 0: 0.4},
        calm=0.4,
        stroke=1.6,
        colour=0.35,
        before=(f.smooth(3), f.vivid(1.3)),
        after=(f.vivid(1.6, 0.3), f.likeness(0.45), f.impasto(0.9)),
    ),
    "van_gogh": Look(
        says="a painting in the manner of Van Gogh with swirling strokes",
        hands={19: 0.72, 25: 0.28},
        calm=0.15,
        stroke=1.7,
        colour=0.15,
        before=(f.smooth(4), f.vivid(1.3)),
        after=(f.vivid(1.25, 0.2), f.likeness(0.55), f.impasto(1.2)),
    ),
    "expressionism": Look(
        says="an expressionist painting with wild strokes and raw colour",
        hands={16: 0.55, 5: 0.45},
        calm=0.15,
        stroke=1.7,
        colour=0.1,
        before=(f.smooth(4), f.vivid(1.4)),
        after=(f.vivid(1.7, 0.5), f.likeness(0.6), f.impasto(1.0)),
    ),
    "fauvism": Look(
        says="a fauvist painting in flat unnatural colours",
        hands={7: 0.5, 13: 0.5},
        stroke=1.5,
        before=(f.smooth(6), f.vivid(1.5)),
        after=(f.toned("fauve", 0.55), f.vivid(1.3, 0.3), f.likeness(0.7, 8), f.canvas(0.03)),
    ),
    "cubism": Look(
        says="a cubist painting of broken planes",
        hands={22: 0.75, 2: 0.25},
        stroke=1.6,
        colour=0.25,
        before=(f.smooth(4),),
        after=(cells.faceted(84, 0.5), f.vivid(1.2, 0.3), f.likeness(0.5), f.canvas(0.025)),
    ),
    "abstract": Look(
        says="an abstract painting with bold primary fields and black bars",
        hands={1: 0.72, 21: 0.28},
        stroke=1.35,
        before=(f.smooth(8), f.smooth(6)),
        after=(f.smooth(3), f.vivid(1.5, 0.5), f.faces(0.3), f.canvas(0.02)),
    ),
    "pastel": Look(
        says="soft chalk pastels on toothed paper",
        hands={0: 0.5, 12: 0.3, 14: 0.2},
        stroke=1.3,
        colour=0.55,
        before=(f.smooth(5),),
        after=(f.lifted(0.3), f.vivid(1.15), f.likeness(0.5), f.paper(0.34, 4.5), f.grain(0.2, 2.4)),
    ),
    "gouache": Look(
        says="a matte gouache illustration in flat shapes",
        hands={2: 0.4, 14: 0.6},
        stroke=1.2,
        colour=0.85,
        before=(f.smooth(6),),
        after=(f.vivid(1.6, 0.3), f.smooth(4), f.likeness(0.5, 7), f.paper(0.05)),
    ),
    "fresco": Look(
        says="a cracked renaissance fresco on plaster",
        hands={10: 0.25, 2: 0.45, 0: 0.3},
        stroke=1.1,
        colour=0.5,
        before=(f.smooth(3),),
        after=(f.toned("fresco", 0.5), f.likeness(0.6), cells.craquelure(0.6), f.grain(0.1), f.vignette(0.35)),
    ),
    "ukiyo_e": Look(
        says="an ukiyo-e woodblock print with flat tones and carved outlines",
        hands={24: 1.0},
        stroke=1.35,
        colour=0.2,
        before=(f.smooth(5),),
        after=(f.smooth(4), f.toned("indigo", 0.5), drawing.outlines(0.9, 1.5, (24, 30, 58)), f.paper(0.09, 6)),
    ),
    "pointillism": Look(says="a pointillist picture of countless dots of pure paint", after=(cells.pointillism, f.faces(0.3)), pieces=True),
    # Line
    "ink": Look(says="a pen and ink drawing with crosshatching", after=(drawing.pen,)),
    "line_art": Look(says="minimal line art", after=(drawing.line_art,)),
    "pencil": Look(says="a graphite pencil sketch", after=(drawing.pencil, f.paper(0.08))),
    "coloured_pencil": Look(says="a coloured pencil drawing", after=(drawing.coloured_pencil,)),
    "charcoal": Look(says="a smudged charcoal drawing", after=(drawing.charcoal, f.paper(0.12))),
    "ink_wash": Look(says="a sumi-e ink wash with a dry brush", after=(drawing.ink_wash, f.paper(0.06))),
    "engraving": Look(says="a fine copperplate engraving", after=(drawing.engraving,)),
    "woodcut": Look(says="a bold linocut", after=(drawing.woodcut, f.paper(0.05))),
    "chalkboard": Look(says="a chalkboard drawing", after=(drawing.chalkboard, f.faces(0.3))),
    "blueprint": Look(says="a technical blueprint", after=(drawing.blueprint,)),
    # Print
    "comic": Look(says="a comic book panel with halftone shading", after=(printing.comic, f.faces(0.35))),
    "pop_art": Look(says="a loud pop art screenprint", after=(printing.pop_art, f.faces(0.2))),
    "brutalist": Look(says="a brutalist poster in black and red", after=(printing.brutalist,)),
    "newspaper": Look(says="a newsprint photograph", after=(printing.newspaper,)),
    "risograph": Look(says="a grainy risograph in two spot colours", after=(printing.risograph,)),
    "art_deco": Look(
        says="an art deco poster with a gilded frame",
        after=(
            printing.poster("deco", 5),
            drawing.outlines(0.95, 2.0, (12, 18, 28)),
            f.frame(40, (12, 18, 28), (222, 182, 92)),
        ),
    ),
    "cut_paper": Look(says="layered papercut", after=(printing.cut_paper, f.faces(0.4))),
    "psychedelic": Look(says="a psychedelic poster with flowing contours", after=(printing.psychedelic, f.faces(0.35))),
    # Pieces
    "pixel_art": Look(says="16-bit pixel art", after=(cells.pixel_art,), pieces=True, crisp=True),
    "low_poly": Look(says="low poly facets", after=(cells.low_poly, f.faces(0.55)), pieces=True),
    "stained_glass": Look(says="a stained glass window", after=(cells.stained_glass,), pieces=True),
    "mosaic": Look(says="a mosaic of small stones", after=(cells.mosaic,), pieces=True),
    "cross_stitch": Look(says="cross-stitch embroidery", after=(cells.cross_stitch,), pieces=True),
    "one_bit": Look(says="1-bit dithered computer graphics", after=(cells.one_bit,), pieces=True, crisp=True),
    # Materials
    "clay": Look(says="plasticine claymation with thumbprints", after=(materials.clay, f.faces(0.3))),
    "marble": Look(says="carved in polished marble", after=(materials.marble,)),
    "parchment": Look(says="on old parchment with burnt edges", after=(materials.parchment,)),
    "iridescent": Look(says="an iridescent holographic film", after=(materials.iridescent, f.bloom(0.3, 18, 0.7)), mood=True),
    # Screen
    "anime": Look(
        says="an anime background with cel shading",
        hands={14: 0.4, 23: 0.6},
        colour=0.9,
        before=(f.smooth(5), f.vivid(1.3)),
        after=(
            f.smooth(4), f.vivid(1.7, 0.45), f.lifted(0.03), drawing.outlines(0.8, 1.0, (40, 26, 50)),
            f.likeness(0.5), f.bloom(0.5, 26), f.sunlight(0.3, (255, 236, 200)),
        ),
    ),
    "neon": Look(says="cyberpunk neon tubes glowing at night", after=(drawing.neon, f.bloom(0.5, 22, 0.4)), mood=True),
    "synthwave": Look(
        says="a synthwave sunset on an old screen",
        before=(f.smooth(6),),
        after=(
            f.vivid(1, 0.6), f.toned("synthwave", 0.94), f.vivid(1.25, 0.3), f.bloom(0.7, 24), f.split_colours(3),
            f.scanlines(0.22),
        ),
        mood=True,
    ),
    "vaporwave": Look(
        says="a vaporwave album cover",
        before=(f.smooth(4),),
        after=(f.vivid(1, 0.5), f.toned("vaporwave", 0.88), f.split_colours(8), f.torn_rows(0.5), f.bloom(0.25)),
        mood=True,
    ),
    "glitch": Look(
        says="a glitched VHS tape",
        after=(f.vivid(1.25, 0.5), f.torn_rows(2.2), f.split_colours(14), f.scanlines(0.3), f.grain(0.16, 2)),
        mood=True,
    ),
    "thermal": Look(says="a thermal camera image", after=(f.smooth(4), f.toned("thermal", 1.0)), mood=True),
    # Photograph
    "vintage": Look(
        says="a yellowed sepia photograph",
        after=(
            f.likeness(0.3), f.toned("sepia", 0.94), f.bloom(0.25, 10), f.grain(0.2), f.scratches(9), f.vignette(0.6),
            f.frame(26, (244, 234, 212)),
        ),
        mood=True,
    ),
    "cyanotype": Look(
        says="a cyanotype",
        after=(f.vivid(0, 0.35), f.toned("cyanotype", 1.0), f.paper(0.12), f.grain(0.1), f.ragged_border(40)),
        mood=True,
    ),
    "faded_film": Look(
        says="a faded analogue snapshot with light leaks",
        after=(
            f.vivid(0.72), f.toned("faded", 0.34), f.lifted(0.1), f.sunlight(0.62, (255, 110, 52)), f.grain(0.24, 1.6),
            f.vignette(0.3),
        ),
        mood=True,
    ),
    "pastel_film": Look(
        says="a film in confectionery colours",
        before=(f.smooth(2),),
        after=(f.toned("confectionery", 0.6), f.vivid(1.15, 0.15), f.lifted(0.12), f.likeness(0.3), f.bloom(0.22, 20, 0.7)),
        mood=True,
    ),
    "film_noir": Look(
        says="film noir with hard shadows through a blind",
        after=(f.vivid(0, 0.9), f.gamma(1.35), f.likeness(0.6), f.shafts(0.34), f.vignette(0.8), f.grain(0.22)),
        mood=True,
    ),
    "cinematic": Look(
        says="a cinematic film still",
        after=(f.toned("teal", 0.5), f.vivid(1.2, 0.55), f.bloom(0.35, 26), f.grain(0.1), f.vignette(0.5)),
        mood=True,
    ),
    # Season, light, atmosphere
    "golden_hour": Look(
        says="bathed in golden hour light",
        hands={0: 0.5, 2: 0.5},
        stroke=1.1,
        colour=0.75,
        cover=0.65,
        before=(f.smooth(3),),
        after=(
            f.gamma(1.45), f.toned("golden", 0.34), f.vivid(1.5, 0.45), f.likeness(0.5), f.sunlight(0.8),
            f.bloom(0.35, 30, 0.7),
        ),
        mood=True,
    ),
    "autumn": Look(
        says="in the tones of autumn leaves",
        hands={5: 0.6, 0: 0.4},
        stroke=1.7,
        colour=0.25,
        cover=0.75,
        before=(f.smooth(4),),
        after=(f.gamma(1.2), f.toned("autumn", 0.72), f.vivid(1.2, 0.4), f.likeness(0.4), f.impasto(0.8), f.flakes(0.5, (236, 128, 30), 9)),
        mood=True,
    ),
    "winter": Look(
        says="in falling snow",
        hands={14: 0.7, 23: 0.3},
        stroke=1.1,
        colour=0.4,
        cover=0.55,
        before=(f.smooth(3),),
        after=(f.gamma(1.25), f.toned("winter", 0.62), f.vivid(1.1, 0.35), f.likeness(0.6), f.flakes(1.0, (255, 255, 255), 5.5)),
        mood=True,
    ),
    "spring": Look(
        says="in spring blossom tones",
        hands={12: 0.6, 14: 0.4},
        stroke=1.1,
        colour=0.55,
        cover=0.6,
        before=(f.smooth(3),),
        after=(f.gamma(1.2), f.toned("spring", 0.5), f.vivid(1.4, 0.25), f.likeness(0.5), f.flakes(0.5, (255, 214, 226), 4.5)),
        mood=True,
    ),
    "moonlight": Look(
        says="under moonlight and stars",
        hands={19: 0.3, 23: 0.7},
        colour=0.3,
        cover=0.5,
        before=(f.smooth(3),),
        after=(f.gamma(1.25), f.toned("night", 0.82), f.likeness(0.5), f.bloom(0.6, 24), f.flakes(0.4, (250, 246, 214), 1.8)),
        mood=True,
    ),
    "underwater": Look(
        says="seen underwater",
        hands={14: 0.6, 16: 0.4},
        colour=0.4,
        cover=0.55,
        before=(f.smooth(3),),
        after=(f.gamma(1.4), f.toned("ocean", 0.72), f.vivid(1.2, 0.3), f.likeness(0.4), f.sunlight(0.6, (170, 255, 236)), f.flakes(0.5, (214, 255, 246), 3)),
        mood=True,
    ),
    "dreamy": Look(
        says="a dreamy haze of soft light",
        hands={12: 0.6, 14: 0.4},
        stroke=1.1,
        colour=0.5,
        cover=0.65,
        before=(f.smooth(4),),
        after=(
            f.gamma(1.3), f.toned("dream", 0.6), f.vivid(1.3, 0.2), f.likeness(0.5), f.bloom(0.6, 34, 0.55),
            f.flakes(0.35, (255, 244, 226), 5),
        ),
        mood=True,
    ),
    "horror": Look(
        says="a gothic nightmare",
        hands={20: 0.5, 23: 0.5},
        cover=0.7,
        before=(f.smooth(2),),
        after=(f.toned("horror", 0.8), f.vivid(1.1, 0.7), f.likeness(0.9), f.grain(0.25, 2), f.scratches(12), f.vignette(0.95)),
        mood=True,
    ),
}  # fmt: skip

# What a prompt gets that names none of the above: all of them painterly, none of them loud.
UNNAMED: Final = (
    "oil",
    "impressionism",
    "watercolour",
    "gouache",
    "pastel",
    "van_gogh",
    "golden_hour",
    "dreamy",
)
