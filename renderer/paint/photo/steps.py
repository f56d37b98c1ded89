"""The photographs' steps by the names that tables call them by."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.paint.photo import (
    darkroom,
    film,
    grain,
    grey,
    joiner,
    lens,
    plates,
    prints,
    shadows,
    shutter,
    studio,
    twice,
    video,
)
from renderer.paint.touch import Finish

MADE: Final[Mapping[str, Callable[..., Finish]]] = {"film": film.film}
WHOLE: Final[Mapping[str, Finish]] = {
    "black_and_white": grey.black_and_white, "cyanotype": prints.cyanotype, "infrared": grey.infrared,
    "joiner": joiner.joiner, "long_exposure": shutter.long_exposure,
    "light_leak": lens.light_leak, "noir": grey.noir, "one_colour": grey.one_colour, "polaroid": prints.polaroid,
    "fast_lens": studio.fast_lens, "flash": studio.flash, "high_key": studio.high_key, "low_key": studio.low_key, "x_ray": studio.x_ray,
    "backlit": shadows.backlit, "blinds": shadows.blinds, "leaf_shadows": shadows.leaf_shadows, "window_light": shadows.window_light,
    "bokeh": lens.bokeh, "close_up": lens.close_up, "fisheye": lens.fisheye, "lens_flare": lens.lens_flare,
    "solarised": darkroom.solarised, "negative": darkroom.negative, "daguerreotype": plates.daguerreotype, "tintype": plates.tintype, "double_exposure": twice.double_exposure, "expired": twice.expired,
    "starch": grain.starch, "aerochrome": grey.aerochrome, "night_vision": video.night_vision, "security_camera": video.security_camera, "vhs": video.vhs, "dated": video.dated,
    "teal_and_orange": film.teal_and_orange, "tilt_shift": lens.tilt_shift,
}  # fmt: skip
