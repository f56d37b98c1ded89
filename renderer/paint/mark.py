"""The mark that every painted picture carries: XMP that says that a trained model made it, and what is written on it.

The first property is IPTC's Digital Source Type, its value a picture that a model changed
(https://cv.iptc.org/newscodes/digitalsourcetype/). The second is our own: who paints on this picture once more need not
write the same words over those that are there.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr, unescape

from PIL import Image
from PIL.PngImagePlugin import PngInfo

_WRITTEN = re.compile(r'restyle:Written=(?:"([^"]*)"|\'([^\']*)\')')
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#10;": "\n"}
_MOST = 65_536  # characters of a packet that are read
_BETWEEN = "\n"


def packet(written: Iterable[str] = ()) -> bytes:
    """Return the XMP of a picture with those words on it."""
    said = _BETWEEN.join(written)
    noted = (
        f' xmlns:restyle="urn:restyle:1" restyle:Written={quoteattr(said, {_BETWEEN: "&#10;"})}'
        if said
        else ""
    )
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


def written_on(opened: Image.Image) -> tuple[str, ...]:
    """Return the words that a packet of ours says are on a picture; a stranger's says nothing."""
    found = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    text = found if isinstance(found, str) else bytes(found[:_MOST]).decode(errors="replace")
    match = _WRITTEN.search(text[:_MOST])
    said = unescape(match[1] or match[2] or "", _QUOTES) if match else ""
    return tuple(part for part in said.split(_BETWEEN) if part)
