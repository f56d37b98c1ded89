"""The mark that every painted picture carries: XMP that says that a trained model made it.

The property is IPTC's Digital Source Type, its value a picture that a model changed
(https://cv.iptc.org/newscodes/digitalsourcetype/).
"""

from PIL.PngImagePlugin import PngInfo

XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
    " Iptc4xmpExt:DigitalSourceType="
    '"http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
).encode()

# Uncompressed, under the name that XMP has in a PNG (ISO 16684-3).
AS_PNG = PngInfo()
AS_PNG.add_itxt("XML:com.adobe.xmp", XMP)
