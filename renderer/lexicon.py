"""The words that mean a look, in British and American spelling. A plural s needs no entry of its own."""

from collections.abc import Mapping
from typing import Final

# The longest phrase wins: "ink wash" is not "ink".
WORDS: Final[Mapping[str, str]] = {
    "watercolour": "watercolour, watercolor, water colour, water color, aquarelle, aquarell, wash painting, washes, "
    "wet on wet, turner, beatrix potter, botanical illustration, urban sketch, loose wash",
    "oil": "oil, oils, oil paint, oil painting, oil on canvas, impasto, old master, rembrandt, vermeer, "
    "baroque, classical painting, portrait painting, alla prima, caravaggio, john singer sargent, "
    "sargent",
    "impressionism": "impressionist, impressionism, impressionistic, monet, renoir, degas, pissarro, plein air, "
    "en plein air, water lilies, giverny, sisley, morisot, cezanne, post impressionist, "
    "post impressionism",
    "van_gogh": "van gogh, vangogh, vincent, starry night, swirling sky",
    "expressionism": "expressionist, expressionism, expressionistic, munch, scream, the scream, kirchner, schiele, "
    "egon schiele, nolde, kandinsky, raw emotion, wild brush, angst",
    "fauvism": "fauvist, fauvism, fauve, matisse, derain, gauguin, unnatural colours, unnatural colors, "
    "bold colours, bold colors",
    "cubism": "cubist, cubism, picasso, braque, analytical cubism, fractured, fragmented, juan gris",
    "abstract": "abstract, abstraction, abstract art, mondrian, de stijl, bauhaus, suprematism, suprematist, "
    "miro, joan miro, abstract expressionism, abstract expressionist, geometric abstraction, "
    "non figurative, keith haring",
    "pastel": "pastel, pastels, pastel drawing, soft pastel, chalk pastel, oil pastel, dry pastel, "
    "muted pastels",
    "gouache": "gouache, gouaches, tempera, matte illustration, storybook, story book, children s book, "
    "childrens book, picture book, flat illustration, editorial illustration, mid century, "
    "fairytale, fairy tale, whimsical",
    "fresco": "fresco, frescoes, renaissance, michelangelo, raphael, botticelli, leonardo, da vinci, medieval, "
    "mediaeval, icon painting, byzantine icon, sistine, mural, wall painting, giotto, hieroglyphs, "
    "hieroglyphic, egyptian, papyrus, cave painting",
    "ukiyo_e": "ukiyo e, ukiyoe, hokusai, hiroshige, japanese print, japanese woodblock, woodblock, "
    "woodblock print, great wave, edo, edo period, japanese art, kanagawa, utamaro",
    "pointillism": "pointillist, pointillism, pointillistic, seurat, signac, stippled, stipple, stippling, "
    "divisionism, dot painting, dotted",
    "ink": "ink, inked, pen and ink, ink drawing, line art, lineart, line drawing, crosshatch, "
    "crosshatched, crosshatching, cross hatching, cross hatched, hatching, fineliner, fine liner, "
    "biro, ballpoint, sketchbook, doodle, black and white drawing, manga, tattoo, tattoo design",
    "pencil": "pencil, pencil sketch, pencil drawing, graphite, sketch, sketched, sketchy, rough sketch, "
    "life drawing, silverpoint",
    "coloured_pencil": "coloured pencil, colored pencil, colour pencil, color pencil, crayon, crayons, wax crayon, "
    "child s drawing, childs drawing, children s drawing, kid s drawing, kids drawing, felt tip, "
    "marker, markers",
    "charcoal": "charcoal, charcoal drawing, charcoal sketch, conte, smudged, smudge, burnt stick, black chalk",
    "ink_wash": "ink wash, ink wash painting, sumi e, sumie, sumi, chinese painting, chinese ink, "
    "brush painting, zen, shan shui, shanshui, brush and ink, ink brush, dry brush, zen painting, "
    "japanese ink painting, japanese ink, chinese ink painting, ink painting",
    "engraving": "engraving, engraved, etching, etched, copperplate, banknote, bank note, dollar bill, gravure, "
    "intaglio, durer, dore, gustave dore, lithograph, victorian illustration, steel engraving, "
    "guilloche, encyclopedia, encyclopaedia",
    "woodcut": "woodcut, wood cut, linocut, lino cut, lino, lino print, linoprint, block print, blockprint, "
    "relief print, stencil, stencilled, stenciled, banksy, hand printed, wood carving, "
    "wooden carving, carved wood",
    "chalkboard": "chalkboard, chalk board, blackboard, chalk, chalk drawing, chalk art, slate, school board, "
    "cafe menu",
    "blueprint": "blueprint, blue print, technical drawing, schematic, schematics, architectural drawing, "
    "engineering drawing, drafting, cad, patent, patent drawing, cyanotype, wireframe, floor plan, "
    "construction plan",
    "comic": "comic, comics, comic book, comicbook, graphic novel, superhero, super hero, marvel, dc comics, "
    "halftone, half tone, cartoonish, ben day dots, speech bubble, tintin, herge, ligne claire, "
    "spider verse, bande dessinee, pulp",
    "pop_art": "pop art, popart, warhol, andy warhol, lichtenstein, roy lichtenstein, screenprint, "
    "screen print, silkscreen, silk screen, popping colours, popping colors, campbell, marilyn, "
    "graffiti, street art, spray paint, spray painted",
    "newspaper": "newspaper, newsprint, news print, news photo, tabloid, gazette, press photo, photocopy, "
    "photocopied, xerox, zine, punk flyer, broadsheet, grunge, punk, punk rock",
    "risograph": "risograph, riso, riso print, duotone, duo tone, two tone, two colour, two color, spot colour, "
    "spot color, overprint, misregistered, indie print, gig poster",
    "art_deco": "art deco, artdeco, deco, gatsby, great gatsby, roaring twenties, travel poster, vintage poster, "
    "art nouveau, mucha, alphonse mucha, klimt, gilded, gold leaf, cassandre, tamara de lempicka, "
    "wpa, propaganda poster, propaganda, constructivist, tarot, tarot card",
    "cut_paper": "paper cut, papercut, paper cutout, paper cut out, cut paper, paper craft, papercraft, "
    "layered paper, origami, kirigami, paper art, paper layers, decoupage, paper sculpture, diorama, "
    "vector, vector art, flat vector, flat design, minimalist, minimalism, minimal, clip art, "
    "clipart, flat colours, flat colors",
    "psychedelic": "psychedelic, psychedelia, trippy, lsd, hallucination, hallucinogenic, kaleidoscope, "
    "kaleidoscopic, hippie, woodstock, tie dye, lava lamp, groovy, blacklight, surrealism, "
    "surrealist, dali",
    "pixel_art": "pixel, pixels, pixel art, pixelart, pixelated, pixellated, 8 bit, 8bit, 16 bit, 16bit, "
    "retro game, video game, game boy, gameboy, nes, snes, minecraft, voxel, arcade, retro gaming, "
    "lego, legos, lego bricks",
    "low_poly": "low poly, lowpoly, polygon, polygonal, polygons, triangles, triangulated, faceted, facets, "
    "crystalline, 3d render, 3d model, origami style, delaunay, isometric",
    "stained_glass": "stained glass, stainedglass, leaded glass, leadlight, church window, cathedral window, tiffany, "
    "tiffany lamp, rose window, glass window, chagall window, glass art",
    "mosaic": "mosaic, mosaics, tessera, tesserae, roman mosaic, byzantine, byzantine mosaic, ravenna, gaudi, "
    "trencadis, pompeii, ceramic tiles, pebbles",
    "cross_stitch": "cross stitch, crossstitch, embroidery, embroidered, needlepoint, needlework, tapestry, knitted, "
    "knitting, stitched, textile, woven, quilt, quilted, cross stitched, crochet, crocheted, bayeux",
    "anime": "anime, ghibli, studio ghibli, miyazaki, makoto shinkai, shinkai, cel shading, cel shaded, cel, "
    "celshaded, kawaii, japanese animation, disney, pixar, toon, visual novel, akira, totoro",
    "neon": "neon, neons, neon lights, neon light, neon sign, neon glow, cyberpunk, cyber punk, cyber, "
    "blade runner, bladerunner, sci fi, scifi, science fiction, tron, glow in the dark, laser, "
    "hologram, holographic, nightclub, tokyo at night, dystopian, dystopia, night city",
    "synthwave": "synthwave, synth wave, retrowave, retro wave, outrun, miami vice, retro futuristic, "
    "retrofuturistic, retrofuturism, darksynth, hotline miami",
    "vaporwave": "vaporwave, vapourwave, vapor wave, vapour wave, seapunk, lofi, lo fi, y2k, candy colours, "
    "candy colors, bubblegum, cotton candy, webcore",
    "glitch": "glitch, glitchy, glitched, glitch art, datamosh, vhs, video tape, videotape, corrupted, "
    "distorted, analog tv, analogue tv, crt, broken tv, bad signal, camcorder, found footage",
    "thermal": "thermal, thermal camera, heatmap, heat map, infrared, infra red, heat vision, predator vision, "
    "night vision, thermographic",
    "vintage": "sepia, sepia toned, vintage, vintage photo, vintage photograph, old photo, old photograph, "
    "daguerreotype, tintype, victorian, 1800s, 19th century, wild west, faded, faded photo, "
    "kodachrome, polaroid, grandma, ancestors, steampunk, steam punk, old timey, yellowed",
    "film_noir": "film noir, noir, black and white, black white, monochrome, greyscale, grayscale, b w, bw, "
    "detective, hitchcock, silent film, ansel adams, dramatic shadows, hard shadows, low key, "
    "gangster",
    "cinematic": "cinematic, cinema, movie, movie still, film still, teal and orange, blockbuster, hollywood, "
    "anamorphic, 35mm, kodak, photorealistic, arri, color graded, colour graded",
    "golden_hour": "golden hour, golden light, sun drenched, cosy, cozy, candlelight, candlelit, honeyed, sundown, "
    "tuscany",
    "autumn": "autumn, autumnal, fall colours, fall colors, fall foliage, falling leaves, foliage, halloween, "
    "thanksgiving, earthy, earth tones",
    "winter": "winter, wintry, snow, snowy, snowing, snowfall, frost, frosty, blizzard, arctic, glacier, "
    "glacial, ice age, snowstorm",
    "spring": "springtime, blossom, blossoms, cherry blossom, sakura, easter, hanami",
    "moonlight": "moonlight, moonlit, nocturne, starlight, starlit, cosmic, cosmos, nebula, milky way, astronomy, "
    "blue hour, aurora",
    "underwater": "underwater, under water, deep sea, submerged, coral reef, reef, mermaid, atlantis, subaquatic, "
    "drowned",
    "dreamy": "dreamy, dreamlike, dreamscape, ethereal, fantasy, enchanted, enchanting, fairy, fairies, "
    "mystical, soft focus, unicorn, elf, elven, double exposure",
    "horror": "horror, gothic, goth, nightmare, nightmarish, creepy, spooky, scary, haunted, dark fantasy, "
    "vampire, dracula, zombie, demonic, demon, infernal, hellish, sinister, eerie, macabre, "
    "lovecraft, lovecraftian, occult, giger, grimdark, apocalypse, apocalyptic, post apocalyptic, "
    "inferno, tim burton, burtonesque",
}

# Weaker words. They count where nothing else says the same kind of thing: a "cubist painting" is not an oil
# painting too, and a "cyberpunk city at night" is lit by its neon and not by the moon.
HINTS: Final[Mapping[str, str]] = {
    "oil": "painting, painted, painterly, canvas, palette knife, brush stroke, brushstroke, brush strokes, "
    "realism, acrylic, acrylics",
    "van_gogh": "starry, swirling, swirl, swirly, sunflowers",
    "gouache": "children book, illustration, illustrated",
    "fresco": "plaster",
    "ukiyo_e": "japanese style, samurai, geisha, japanese",
    "pointillism": "dots of paint",
    "ink": "pen",
    "pencil": "drawing, drawn, hand drawn, hand drawing, draft, study",
    "ink_wash": "calligraphy, calligraphic",
    "engraving": "money, marble, statue, sculpture, coin, stamp, postage stamp",
    "woodcut": "carving, wooden",
    "chalkboard": "classroom",
    "blueprint": "architect, architectural",
    "comic": "cartoon, cartoons",
    "pop_art": "pop",
    "art_deco": "poster, posters, luxury, 1920s, 20s, advertisement, magazine cover, billboard, flyer",
    "cut_paper": "collage, logo, icon, sticker, claymation, clay, plasticine, figurine",
    "psychedelic": "acid, sixties, rainbow, surreal, fractal, 1960s, 60s, 1970s, 70s, seventies",
    "pixel_art": "sprite, blocky",
    "low_poly": "geometric, crystal, gem, angular",
    "stained_glass": "cathedral",
    "mosaic": "tile, tiled, tiles",
    "cross_stitch": "knit, wool, yarn, fabric, thread",
    "anime": "animated film, animation",
    "neon": "futuristic, glow, glowing, electric, robotic",
    "synthwave": "retro, 1980s, 80s, eighties",
    "vaporwave": "aesthetic, candy, 1990s, 90s, nineties",
    "vintage": "antique, western, aged, nostalgic, nostalgia, 1950s, 50s, fifties, 1930s, 30s",
    "film_noir": "high contrast, moody, 1940s, 40s",
    "cinematic": "epic, dramatic, drama, hdr",
    "golden_hour": "sunset, sunsets, sunrise, dawn, dusk, at dawn, sunny, sunlit, warm light, warm, sunshine, "
    "evening light, morning light, summer, summery, late afternoon, desert, glowing light, backlit, "
    "warm tones",
    "autumn": "fall, october, november, leaves, rust, rusty, pumpkin, rustic",
    "winter": "frozen, ice, icy, christmas, xmas, cold, december, january, polar, nordic, chilly",
    "spring": "spring, floral, flowers, flowery, bloom, blooming, april, fresh, garden, meadow, petals, "
    "botanical",
    "moonlight": "moon, night, nighttime, night time, midnight, nocturnal, stars, galaxy, space, night sky, "
    "at night, twilight, dark",
    "underwater": "under the sea, ocean, sea, aquatic, aquarium, diving, lagoon, marine",
    "dreamy": "dream, magical, magic, romantic, romance, hazy, haze, misty, mist, fog, foggy, soft light, "
    "angelic, heavenly, cloud, cloudy, clouds, delicate, gentle, bridal, wedding, serene, calm, "
    "peaceful",
    "horror": "blood, bloody, hell, evil, doom, lava, volcano, volcanic, fire, fiery, flames, burning",
}


def by_phrase(words: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Each phrase as its words, and the look that it means."""
    return {tuple(phrase.split()): look for look, phrases in words.items() for phrase in phrases.split(", ")}
