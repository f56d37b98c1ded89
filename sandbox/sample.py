"""A picture for trying things out: a small harbour in the evening sun, drawn here so that nobody's rights are touched."""

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1024, 704
HORIZON = 400
_END_OF_HOUSES = 360
SUN = (690, 305)

Colour = tuple[int, int, int]
Point = tuple[float, float]

_SKY: tuple[tuple[float, Colour], ...] = (
    (0.0, (58, 84, 142)),
    (0.45, (150, 144, 184)),
    (0.75, (240, 172, 132)),
    (1.0, (255, 217, 148)),
)
_HILLS: tuple[tuple[int, int, Colour], ...] = (
    (312, 46, (140, 128, 164)),
    (345, 34, (104, 104, 142)),
    (372, 24, (72, 88, 112)),
)


def draw_harbour() -> Image.Image:
    """Draw the picture."""
    chance = random.Random(7)  # noqa: S311 - the same harbour each time
    picture = _gradient(_SKY, HORIZON)
    _draw_sun(picture)
    _draw_clouds(picture, chance)
    _draw_hills(picture)
    _draw_town(picture, chance)
    _draw_water(picture)
    _draw_glitter(picture, chance)
    for at, length, sail in (((300, 512), 140, (250, 244, 230)), ((470, 470), 84, (214, 84, 66))):
        _draw_sailing_boat(picture, at, length, sail)
    _draw_rowing_boat(picture, (800, 590))
    _draw_jetty(picture)
    _draw_gulls(picture)
    return picture


def harbour_png() -> bytes:
    """Return the picture as a file."""
    written = io.BytesIO()
    draw_harbour().save(written, "PNG")
    return written.getvalue()


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _gradient(stops: tuple[tuple[float, Colour], ...], height: int) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        place = y / height
        above = max((stop for stop in stops if stop[0] <= place), key=lambda stop: stop[0])
        below = min((stop for stop in stops if stop[0] > place), key=lambda stop: stop[0])
        share = (place - above[0]) / (below[0] - above[0])
        draw.line((0, y, WIDTH, y), fill=_mix(above[1], below[1], share))
    return picture


def _draw_sun(picture: Image.Image) -> None:
    glow = Image.new("L", picture.size)
    draw = ImageDraw.Draw(glow)
    for radius, light in ((190, 60), (110, 120), (64, 190)):
        draw.ellipse(_around(SUN, radius), fill=light)
    picture.paste((255, 232, 170), mask=glow.filter(ImageFilter.GaussianBlur(34)))
    ImageDraw.Draw(picture).ellipse(_around(SUN, 44), fill=(255, 246, 214))


def _around(centre: Point, radius: float) -> tuple[float, float, float, float]:
    x, y = centre
    return x - radius, y - radius, x + radius, y + radius


def _draw_clouds(picture: Image.Image, chance: random.Random) -> None:
    clouds = Image.new("L", picture.size)
    draw = ImageDraw.Draw(clouds)
    for x, y in ((150, 110), (420, 70), (840, 140), (610, 180)):
        for _ in range(14):
            left, top = x + chance.uniform(-110, 110), y + chance.uniform(-14, 14)
            draw.ellipse((left - 46, top - 9, left + 46, top + 9), fill=150)
    picture.paste((255, 226, 206), mask=clouds.filter(ImageFilter.GaussianBlur(7)))


def _draw_hills(picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    for number, (top, height, colour) in enumerate(_HILLS):
        phase = number * 1.9
        ridge = [
            (x, top - height * (math.sin(x / 170 + phase) + 0.45 * math.sin(x / 61 + 2 * phase)) / 1.45)
            for x in range(0, WIDTH + 8, 8)
        ]
        draw.polygon([*ridge, (WIDTH, HORIZON), (0, HORIZON)], fill=colour)


def _draw_town(picture: Image.Image, chance: random.Random) -> None:
    """Draw houses along the quay, a church, and a lighthouse at the end."""
    draw = ImageDraw.Draw(picture)
    walls = ((222, 196, 160), (196, 120, 96), (232, 224, 206), (150, 160, 170), (206, 164, 108))
    x = 20
    while x < _END_OF_HOUSES:
        width, height = chance.randint(26, 44), chance.randint(30, 62)
        _draw_house(draw, x, width, height, chance.choice(walls))
        x += width + chance.choice((0, 0, 5))
    draw.rectangle((186, 300, 210, HORIZON), fill=(214, 206, 190))
    draw.polygon([(182, 302), (198, 250), (214, 302)], fill=(86, 92, 106))
    draw.rectangle((0, HORIZON - 5, 420, HORIZON + 6), fill=(92, 84, 86))
    _draw_lighthouse(draw, 404)


def _draw_house(draw: ImageDraw.ImageDraw, x: int, width: int, height: int, wall: Colour) -> None:
    top = HORIZON - height
    draw.rectangle((x, top, x + width, HORIZON), fill=wall)
    draw.polygon(
        [(x - 3, top), (x + width / 2, top - width * 0.45), (x + width + 3, top)], fill=(146, 74, 62)
    )
    for y in range(top + 8, HORIZON - 12, 16):
        for window in (x + 6, x + width - 13):
            draw.rectangle((window, y, window + 6, y + 8), fill=(255, 222, 142))


def _draw_lighthouse(draw: ImageDraw.ImageDraw, x: int) -> None:
    draw.polygon([(x - 12, HORIZON), (x - 7, 296), (x + 7, 296), (x + 12, HORIZON)], fill=(244, 240, 232))
    for y in (316, 352, 388):
        draw.polygon(
            [(x - 11, y + 10), (x - 10, y - 6), (x + 10, y - 6), (x + 11, y + 10)], fill=(200, 62, 54)
        )
    draw.rectangle((x - 8, 280, x + 8, 296), fill=(255, 238, 170))
    draw.polygon([(x - 11, 281), (x, 266), (x + 11, 281)], fill=(72, 60, 64))


def _draw_water(picture: Image.Image) -> None:
    """Draw what is above the horizon, upside down, squeezed, broken by ripples, and darker towards the viewer."""
    depth = HEIGHT - HORIZON
    mirrored = picture.crop((0, 0, WIDTH, HORIZON)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirrored = mirrored.resize((WIDTH, depth), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(1.5))
    for y in range(depth):
        near = y / depth
        shift = round(math.sin(y * 0.9) * (1 + 9 * near) + math.sin(y * 0.23) * 5 * near)
        row = mirrored.crop((0, y, WIDTH, y + 1))
        row = Image.blend(row, Image.new("RGB", row.size, (30, 66, 96)), 0.22 + 0.4 * near)
        picture.paste(row, (0, HORIZON + y))
        picture.paste(row, (shift, HORIZON + y))


def _draw_glitter(picture: Image.Image, chance: random.Random) -> None:
    light = Image.new("L", picture.size)
    draw = ImageDraw.Draw(light)
    for _ in range(420):
        y = HORIZON + (HEIGHT - HORIZON) * chance.random() ** 1.4
        spread = 16 + (y - HORIZON) * 0.42
        x = chance.gauss(SUN[0], spread)
        length = 3 + (y - HORIZON) * 0.07 * chance.random()
        draw.line((x - length, y, x + length, y), fill=chance.randint(90, 230), width=2)
    picture.paste((255, 226, 160), mask=light.filter(ImageFilter.GaussianBlur(0.8)))


def _draw_sailing_boat(picture: Image.Image, at: Point, length: float, sail: Colour) -> None:
    x, y = at
    draw = ImageDraw.Draw(picture, "RGBA")
    mast, half = length * 1.05, length / 2
    draw.polygon([(x - half * 0.4, y + 12), (x, y + mast * 0.62), (x + half * 0.6, y + 12)], fill=(*sail, 70))
    draw.line((x, y, x, y - mast), fill=(84, 62, 50, 255), width=max(2, round(length / 40)))
    draw.polygon([(x + 4, y - mast), (x + 4, y - 10), (x + half * 0.92, y - 14)], fill=(*sail, 255))
    shade = _mix(sail, (120, 110, 140), 0.28)
    draw.polygon([(x - 4, y - mast * 0.92), (x - 4, y - 10), (x - half * 0.66, y - 12)], fill=(*shade, 255))
    _draw_hull(draw, at, length, (70, 52, 60))


def _draw_rowing_boat(picture: Image.Image, at: Point) -> None:
    draw = ImageDraw.Draw(picture, "RGBA")
    x, y = at
    _draw_hull(draw, at, 130, (150, 74, 54))
    draw.rectangle((x - 44, y - 3, x + 48, y + 1), fill=(226, 190, 140, 255))
    for side in (-1, 1):
        draw.line((x + 10 * side, y - 6, x + 78 * side, y + 20), fill=(96, 74, 60, 255), width=4)


def _draw_hull(draw: ImageDraw.ImageDraw, at: Point, length: float, colour: Colour) -> None:
    x, y = at
    half, depth = length / 2, length * 0.15
    hull = [(x - half, y - 4), (x + half, y - 8), (x + half * 0.78, y + depth), (x - half * 0.74, y + depth)]
    draw.ellipse((x - half * 0.9, y + depth - 4, x + half * 0.9, y + depth + 12), fill=(20, 34, 52, 110))
    draw.polygon(hull, fill=(*colour, 255))
    draw.line((hull[0], hull[1]), fill=(240, 226, 200, 255), width=3)


def _draw_jetty(picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 640), (300, 606), (330, 622), (60, HEIGHT), (0, HEIGHT)], fill=(98, 74, 62))
    for number in range(9):
        x = 18 + number * 34
        draw.line(
            (x, 640 - number * 3.8, x - 26 + number * 6, HEIGHT - number * 9), fill=(70, 52, 46), width=3
        )
    for x, y in ((296, 596), (214, 606), (120, 616)):
        draw.rectangle((x, y - 16, x + 10, y + 34), fill=(62, 46, 42))


def _draw_gulls(picture: Image.Image) -> None:
    draw = ImageDraw.Draw(picture)
    for x, y, size in ((300, 190, 16), (352, 166, 12), (560, 236, 10), (770, 88, 14)):
        for side in (-1, 1):
            box = (x - size + side * size * 0.9, y - size * 0.5, x + size + side * size * 0.9, y + size)
            draw.arc(box, 200, 340, fill=(52, 54, 70), width=3)
