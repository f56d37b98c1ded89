"""The weathers', hours' and seasons' steps by the names that tables call them by."""

from collections.abc import Mapping
from typing import Final

from renderer.paint.touch import Finish
from renderer.paint.weather import aurora, hours, seasons, skies

WHOLE: Final[Mapping[str, Finish]] = {
    "aurora": aurora.aurora, "autumn": seasons.autumn, "wet_window": skies.wet_window, "dreamy": seasons.dreamy, "dusk": hours.dusk, "fog": skies.fog,
    "golden_hour": hours.golden_hour, "horror": seasons.horror, "moonlight": seasons.moonlight, "night": hours.night,
    "overcast": skies.overcast, "rain": skies.rain, "sandstorm": skies.sandstorm, "snow": skies.snow, "spring": seasons.spring,
    "storm": skies.storm, "sunrise": hours.sunrise, "sunset": hours.sunset, "underwater": seasons.underwater,
}  # fmt: skip
