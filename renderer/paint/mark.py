"""The mark that every painted picture carries: XMP that says that a trained model made it, and what is written on it.

The first property is IPTC's Digital Source Type, its value a picture that a model changed
(https://cv.iptc.org/newscodes/digitalsourcetype/). Two are our own: who paints on this picture once more writes the same
words where they are and not beside them, and does not lay the same paint as thickly again.
"""

import re
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr, unescape

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pydantic import ValidationError

from renderer.paint.inscription import Inscription, inscriptions

_NOTE = r'restyle:{}=(?:"([^"]*)"|\'([^\']*)\')'
_WRITTEN, _PAINTED = (re.compile(_NOTE.format(name)) for name in ("Written", "Painted"))
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#10;": "\n"}
_MOST = 65_536  # characters of a packet that are read
_MOST_WRITTEN = 8  # inscriptions that are remembered
_MOST_PAINTED = 12  # looks that are remembered: what lies deeper no one sees
_BETWEEN = "\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """What we know of a picture that we have painted."""

    written: tuple[Inscription, ...] = ()  # the words on it
    painted: tuple[str, ...] = ()  # the looks in which it was painted, one after the other

    def after(self, written: tuple[Inscription, ...], painted: tuple[str, ...]) -> "Mark":
        """Return the mark of the same picture with these words and looks over it."""
        return Mark((*self.written, *written)[-_MOST_WRITTEN:], (*self.painted, *painted)[-_MOST_PAINTED:])


def packet(mark: Mark = Mark()) -> bytes:
    """Return the XMP of a picture with that mark."""
    written = inscriptions.dump_json(mark.written).decode() if mark.written else ""
    notes = [
        f" restyle:{name}={quoteattr(said, {_BETWEEN: '&#10;'})}"
        for name, said in (("Written", written), ("Painted", _BETWEEN.join(mark.painted)))
        if said
    ]
    noted = "".join([' xmlns:restyle="urn:restyle:1"', *notes]) if notes else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        " Iptc4xmpExt:DigitalSourceType="
        f'"http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"{noted}/>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def as_png(xmp: bytes) -> PngInfo:
    """Return a packet as it stands in a PNG: uncompressed, under the name that XMP has there (ISO 16684-3)."""
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp)
    return info


def mark_on(opened: Image.Image) -> Mark:
    """Return what a packet of ours says of a picture; a stranger's says nothing."""
    found = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    text = found if isinstance(found, str) else bytes(found[:_MOST]).decode(errors="replace")
    painted = _noted(_PAINTED, text[:_MOST]).split(_BETWEEN)
    return Mark(_written(_noted(_WRITTEN, text[:_MOST])), tuple(filter(None, painted)))


def _noted(note: re.Pattern[str], text: str) -> str:
    match = note.search(text)
    return unescape(match[1] or match[2] or "", _QUOTES) if match else ""


def _written(said: str) -> tuple[Inscription, ...]:
    try:
        return inscriptions.validate_json(said) if said else ()
    except ValidationError:
        return ()
