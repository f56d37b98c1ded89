"""The weathers', hours' and seasons' steps by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.touch import Finish
from renderer.paint.weather import aurora, hours, lights, seasons, skies, water

WHOLE: Final[Mapping[str, Finish]] = {
    "blizzard": skies.blizzard, "candlelight": lights.candlelight, "fireflies": lights.fireflies, "fireworks": lights.fireworks,
    "frost": skies.frost, "god_rays": lights.god_rays, "heat": lights.heat, "rainbow": water.rainbow, "summer": lights.summer,
    "wet_street": water.wet_street,
    "aurora": aurora.aurora, "autumn": seasons.autumn, "wet_window": skies.wet_window, "dreamy": seasons.dreamy, "dusk": hours.dusk, "fog": skies.fog,
    "golden_hour": hours.golden_hour, "horror": seasons.horror, "moonlight": seasons.moonlight, "night": hours.night,
    "overcast": skies.overcast, "rain": skies.rain, "sandstorm": skies.sandstorm, "snow": skies.snow, "spring": seasons.spring,
    "storm": skies.storm, "sunrise": hours.sunrise, "sunset": hours.sunset, "underwater": seasons.underwater,
}  # fmt: skip
