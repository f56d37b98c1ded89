"""The packet: the XMP that says that a trained model made the picture, by itself or inside a host's own.

The property is IPTC's Digital Source Type (https://iptc.org/std/photometadata/specification), its serialisation
XMP's (ISO 16684-1).
"""

from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from images.marks.unmarkable import PACKET_BYTES, CannotMark

# A picture of somebody's, changed by a model (https://cv.iptc.org/newscodes/digitalsourcetype/).
_CODES = "cv.iptc.org/newscodes/digitalsourcetype/"
MADE_WITH_AI = f"http://{_CODES}compositeWithTrainedAlgorithmicMedia"
_BY_A_MODEL = frozenset({"compositeWithTrainedAlgorithmicMedia", "trainedAlgorithmicMedia"})

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_PREFIX = "Iptc4xmpExt"

# Names as the parser tells them: the name space, then the name.
_ROOT, _DESCRIPTION, _ABOUT, _RESOURCE = (
    f"{_RDF} {name}" for name in ("RDF", "Description", "about", "resource")
)
_SOURCE_TYPE = f"{_IPTC} DigitalSourceType"


def fresh() -> bytes:
    """Return a packet that says nothing else. It is read-only: nobody needs room in it to write in place."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">{_description("")}</rdf:RDF></x:xmpmeta>'
        '<?xpacket end="r"?>'
    ).encode()


def merged(packet: bytes) -> bytes:
    """Return a host's packet with the mark put in, or as it is where it has one. Raises CannotMark.

    Nothing of it is written anew: what stands before and behind the mark stays byte for byte.
    """
    seen = _read(packet)
    if seen.heard:
        return packet
    if seen.named or not packet.startswith(b"</", seen.end):
        raise CannotMark("odd_xmp")
    return packet[: seen.end] + _description(seen.about, seen.prefix).encode() + packet[seen.end :]


def says(packet: bytes) -> bool:
    """Return whether a packet says that a model made the picture, or a part of it. Raises CannotMark."""
    heard = _read(packet).heard
    return any(map(_is_a_model, ("".join(heard), *heard)))  # the parser may hand over an element in parts


def _is_a_model(value: str) -> bool:
    scheme, found, code = value.strip().partition(_CODES)
    return bool(found) and scheme in {"http://", "https://"} and code in _BY_A_MODEL


def _description(about: str, prefix: str = _PREFIX) -> str:
    """Return the mark by itself; all descriptions of a packet are about the same thing (ISO 16684-1, 7.4)."""
    return (
        f'<rdf:Description xmlns:rdf="{_RDF}" rdf:about={quoteattr(about)}'
        f' xmlns:{prefix}="{_IPTC}" {prefix}:DigitalSourceType="{MADE_WITH_AI}"/>'
    )


@dataclass
class _Seen:
    """What was seen of a packet: whether it has the property, what it says there, and where its RDF ends."""

    parser: expat.XMLParserType
    path: list[str] = field(default_factory=list[str])
    about: str = ""
    prefix: str = _PREFIX
    named: bool = False
    heard: list[str] = field(default_factory=list[str])
    end: int = -1

    def declare(self, prefix: str | None, space: str) -> None:
        """Keep the host's own prefix for IPTC's names: Adobe's toolkit takes a second one for an error."""
        if space == _IPTC and prefix:
            self.prefix = prefix

    def open(self, name: str, attributes: dict[str, str]) -> None:
        """Look at a description of the picture, or at its source type; those of its ingredients lie deeper."""
        within = self.path[-2:] if len(self.path) <= 3 else []  # noqa: PLR2004 (x:xmpmeta, which may be left out, and the two)
        if name == _DESCRIPTION and within[-1:] == [_ROOT]:
            self.about = self.about or attributes.get(_ABOUT, "")
            self._hear(attributes.get(_SOURCE_TYPE))
        elif name == _SOURCE_TYPE and within == [_ROOT, _DESCRIPTION]:
            self._hear(attributes.get(_RESOURCE, ""))
        self.path.append(name)

    def text(self, text: str) -> None:
        """Hear the property where it is an element."""
        if self.named and self.path[-1:] == [_SOURCE_TYPE]:
            self._hear(text)

    def close(self, name: str) -> None:
        """Keep where the RDF ends."""
        self.path.pop()
        if name == _ROOT and self.end < 0:
            self.end = self.parser.CurrentByteIndex

    def _hear(self, value: str | None) -> None:
        self.named = self.named or value is not None
        if value and value.strip():
            self.heard.append(value)

    def refuse(self, *_: object) -> None:
        """Turn down a document type: XMP has none, and its entities can grow without bounds."""
        raise CannotMark("odd_xmp")


def _read(packet: bytes) -> _Seen:
    if len(packet) > PACKET_BYTES:
        raise CannotMark("odd_xmp")
    seen = _Seen(expat.ParserCreate("UTF-8", " "))
    parser = seen.parser
    parser.StartNamespaceDeclHandler = seen.declare
    parser.StartElementHandler = seen.open
    parser.CharacterDataHandler = seen.text
    parser.EndElementHandler = seen.close
    parser.StartDoctypeDeclHandler = seen.refuse
    try:
        parser.Parse(packet.rstrip(b"\0"), True)  # noqa: FBT003 (the C function takes no names)
    except expat.ExpatError:
        raise CannotMark("odd_xmp") from None
    return seen
