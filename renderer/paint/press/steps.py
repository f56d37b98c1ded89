"""The press's steps by the names that tables call them by."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.paint.press import (
    comics,
    cuts,
    nouveau,
    optical,
    ornament,
    pop,
    psychedelic,
    raw,
    spot,
    swiss,
    travel,
    woodblock,
)
from renderer.paint.touch import Finish

MADE: Final[Mapping[str, Callable[..., Finish]]] = {"mounted": travel.mounted}
WHOLE: Final[Mapping[str, Finish]] = {
    "bauhaus": swiss.bauhaus, "brutalist": raw.brutalist, "newspaper": raw.newspaper, "zine": raw.zine, "comic": comics.comic, "manga": comics.manga, "silhouette": cuts.silhouette, "constructivist": swiss.constructivist, "cut_paper": cuts.paper_cut, "deco": ornament.deco, "nouveau": nouveau.nouveau,
    "op_art": optical.op_art, "dotted": optical.dotted,
    "duotone": spot.duotone, "palette": spot.palette, "psychedelic": psychedelic.psychedelic, "pop_art": pop.pop_art, "risograph": spot.risograph,
    "screen_print": pop.screen_print, "spider": comics.spider, "stencil": cuts.stencil, "sticker": cuts.sticker, "swiss": swiss.swiss,
    "travel": travel.travel, "warhol": pop.warhol, "woodblock": woodblock.woodblock,
}  # fmt: skip
