"""A drawn head that the network which finds faces is sure of, as it is of photographs."""

from typing import Final

from PIL import Image, ImageDraw, ImageFilter

SKINS: Final = ((240, 200, 176), (198, 140, 104), (122, 78, 56))
WIDTH, HEIGHT = 200, 160
FACE: Final = (0, 30, 56, 110)  # left, top, right, bottom; the first and the third from where the head begins
EYES: Final = (17, 39)  # from there, 62 from the top
FINE: Final = 4  # times finer it is drawn
HAIR, LIPS, WALL, COAT = (50, 36, 30), (130, 50, 54), (90, 130, 170), (60, 60, 90)

Colour = tuple[int, int, int]


def portrait(skin: Colour, left: int = 60, times: int = 1) -> Image.Image:
    """Return somebody before a wall, WIDTH × HEIGHT, or a multiple of it."""
    unit = times * FINE
    picture = Image.new("RGB", (WIDTH * unit, HEIGHT * unit), WALL)
    draw = ImageDraw.Draw(picture)

    def at(*numbers: int) -> list[int]:
        return [(number + left * (place % 2 == 0)) * unit for place, number in enumerate(numbers)]

    shade: Colour = (skin[0] * 7 // 10, skin[1] * 7 // 10, skin[2] * 7 // 10)
    draw.rectangle(at(18, 95, 38, 130), fill=shade)
    draw.ellipse(at(-12, 120, 68, 220), fill=COAT)
    draw.ellipse(at(-3, 18, 59, 80), fill=HAIR)
    draw.ellipse(at(*FACE), fill=skin)
    for eye in EYES:
        draw.ellipse(at(eye - 7, 58, eye + 7, 67), fill=(245, 240, 235))
        draw.ellipse(at(eye - 4, 58, eye + 4, 67), fill=(30, 24, 24))
        draw.line(at(eye - 8, 54, eye + 8, 53), fill=HAIR, width=2 * unit)
    draw.polygon(at(28, 64, 22, 82, 34, 82), fill=shade)
    draw.ellipse(at(17, 88, 39, 96), fill=LIPS)
    return picture.filter(ImageFilter.GaussianBlur(FINE)).resize(
        (WIDTH * times, HEIGHT * times), Image.Resampling.BOX
    )
