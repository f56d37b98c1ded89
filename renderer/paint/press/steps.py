"""The press's steps by the names that tables call them by."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.paint.press import (
    comics,
    cuts,
    flat,
    illumination,
    labels,
    modern,
    notices,
    nouveau,
    optical,
    ornament,
    pop,
    pressed,
    psychedelic,
    raw,
    sheets,
    spot,
    swiss,
    travel,
    turn,
    woodblock,
)
from renderer.paint.touch import Finish

MADE: Final[Mapping[str, Callable[..., Finish]]] = {"mounted": travel.mounted}
WHOLE: Final[Mapping[str, Finish]] = {
    "bauhaus": swiss.bauhaus, "brutalist": raw.brutalist, "newspaper": raw.newspaper, "zine": raw.zine, "comic": comics.comic, "manga": comics.manga, "silhouette": cuts.silhouette, "constructivist": swiss.constructivist, "cut_paper": cuts.paper_cut, "deco": ornament.deco, "nouveau": nouveau.nouveau,
    "radiant": modern.radiant, "scrawled": modern.scrawled, "fields": modern.fields, "dripped": modern.dripped, "gilded": modern.gilded, "geometric": modern.geometric,
    "perforated": sheets.perforated, "ruled_paper": sheets.ruled_paper, "worn": sheets.worn, "halftone": sheets.halftone, "tinted": sheets.tinted, "ballpoint": sheets.ballpoint,
    "flat_vector": flat.flat_vector, "layered": flat.layered, "pure_black": flat.pure_black, "tattoo_flash": flat.tattoo_flash,
    "tarot": labels.tarot, "court_card": labels.court_card, "matchbox": labels.matchbox, "paperback": labels.paperback,
    "wanted": notices.wanted, "billed": notices.billed, "collected": notices.collected,
    "torn_type": turn.torn_type, "ice_gloss": turn.ice_gloss, "heights": turn.heights,
    "op_art": optical.op_art, "dotted": optical.dotted,
    "duotone": spot.duotone, "palette": spot.palette, "psychedelic": psychedelic.psychedelic, "pop_art": pop.pop_art, "risograph": spot.risograph,
    "screen_print": pop.screen_print, "spider": comics.spider, "stencil": cuts.stencil, "sticker": cuts.sticker, "swiss": swiss.swiss,
    "letterpress": pressed.letterpress, "embossed": pressed.embossed, "illumination": illumination.illumination,
    "travel": travel.travel, "warhol": pop.warhol, "woodblock": woodblock.woodblock,
}  # fmt: skip
