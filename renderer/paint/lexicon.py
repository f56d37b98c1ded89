"""The words that mean a look, in British and American spelling. A plural s needs no entry of its own."""

from collections.abc import Mapping
from typing import Final

# The longest phrase wins: "ink wash" is not "ink".
WORDS: Final[Mapping[str, str]] = {
    "watercolour": "watercolour, watercolor, water colour, water color, aquarelle, aquarell, wash painting, washes, "
    "wet on wet, turner, beatrix potter, botanical illustration, urban sketch, loose wash, wasserfarben, wasserfarbe, aquarelle painting, acuarela, acquerello, à l aquarelle, akvarell",
    "oil": "oil, oils, oil paint, oil painting, oil on canvas, impasto, old master, rembrandt, vermeer, "
    "baroque, classical painting, portrait painting, alla prima, caravaggio, john singer sargent, "
    "sargent, edward hopper, hopper, frida kahlo, kahlo, van eyck, velazquez, goya, el greco, titian, rubens, hals, ölgemälde, oleo, öl auf leinwand, peinture à l huile, à l huile, pintura al óleo, al oleo, al óleo, olio su tela",
    "impressionism": "impressionist, impressionism, impressionistic, monet, renoir, degas, pissarro, plein air, "
    "en plein air, water lilies, giverny, sisley, morisot, cezanne, post impressionist, "
    "post impressionism, impressionistisch, impressionniste, impresionista",
    "van_gogh": "van gogh, vangogh, vincent, starry night, swirling sky",
    "expressionism": "expressionist, expressionism, expressionistic, munch, scream, the scream, kirchner, schiele, "
    "egon schiele, nolde, kandinsky, raw emotion, wild brush, angst, basquiat, neo expressionist, francis bacon, die brücke, der blaue reiter",
    "fauvism": "fauvist, fauvism, fauve, matisse, derain, gauguin, unnatural colours, unnatural colors, "
    "bold colours, bold colors",
    "cubism": "cubist, cubism, picasso, braque, analytical cubism, fractured, fragmented, juan gris",
    "abstract": "abstract, abstraction, abstract art, mondrian, de stijl, bauhaus, suprematism, suprematist, "
    "miro, joan miro, abstract expressionism, abstract expressionist, geometric abstraction, "
    "non figurative, keith haring, memphis design, memphis style, memphis, shapes and squiggles, jean arp, rothko, color field, colour field, kandinsky style",
    "pastel": "pastel, pastels, pastel drawing, soft pastel, chalk pastel, oil pastel, dry pastel, "
    "muted pastels",
    "gouache": "gouache, gouaches, tempera, matte illustration, storybook, story book, children s book, "
    "childrens book, picture book, flat illustration, editorial illustration, mid century, "
    "fairytale, fairy tale, whimsical, corporate memphis, alegria, solarpunk, goblincore, editorial spot",
    "fresco": "fresco, frescoes, renaissance, michelangelo, raphael, botticelli, leonardo, da vinci, medieval, "
    "mediaeval, icon painting, byzantine icon, sistine, mural, wall painting, giotto, hieroglyphs, "
    "hieroglyphic, egyptian, cave painting",
    "ukiyo_e": "ukiyo e, ukiyoe, hokusai, hiroshige, japanese print, japanese woodblock, woodblock, "
    "woodblock print, great wave, edo, edo period, japanese art, kanagawa, utamaro",
    "pointillism": "pointillist, pointillism, pointillistic, seurat, signac, stippled, stipple, stippling, "
    "divisionism, dot painting, dotted",
    "ink": "ink, inked, pen and ink, ink drawing, line drawing, crosshatch, "
    "crosshatched, crosshatching, cross hatching, cross hatched, hatching, fineliner, fine liner, "
    "biro, ballpoint, sketchbook, doodle, black and white drawing, manga, tattoo, tattoo design, tusche, tuschezeichnung, encre, encre de chine, tinta, a tinta, inktober",
    "pencil": "pencil, pencil sketch, pencil drawing, graphite, sketch, sketched, sketchy, rough sketch, "
    "silverpoint, bleistift, bleistiftzeichnung, dessin au crayon, au crayon, crayon à papier, lápiz, a lápiz, matita, skizze",
    "coloured_pencil": "coloured pencil, colored pencil, colour pencil, color pencil, crayon, crayons, wax crayon, "
    "child s drawing, childs drawing, children s drawing, kid s drawing, kids drawing, felt tip, "
    "marker, markers",
    "charcoal": "charcoal, charcoal drawing, charcoal sketch, conte, smudged, smudge, burnt stick, black chalk, life drawing, kohle, kohlezeichnung, fusain, carboncillo",
    "ink_wash": "ink wash, ink wash painting, sumi e, sumie, sumi, chinese painting, chinese ink, "
    "brush painting, zen, shan shui, shanshui, brush and ink, ink brush, dry brush, zen painting, "
    "japanese ink painting, japanese ink, chinese ink painting, ink painting",
    "engraving": "engraving, engraved, etching, etched, copperplate, banknote, bank note, dollar bill, gravure, "
    "intaglio, durer, dore, gustave dore, lithograph, victorian illustration, steel engraving, "
    "guilloche, encyclopedia, encyclopaedia",
    "woodcut": "woodcut, wood cut, linocut, lino cut, lino, lino print, linoprint, block print, blockprint, "
    "relief print, stencil, stencilled, stenciled, banksy, hand printed, wood carving, "
    "wooden carving, carved wood, holzschnitt, linolschnitt, gravure sur bois, xilografía",
    "chalkboard": "chalkboard, chalk board, blackboard, chalk, chalk drawing, chalk art, slate, school board, "
    "cafe menu",
    "blueprint": "blueprint, blue print, technical drawing, schematic, schematics, architectural drawing, "
    "engineering drawing, drafting, cad, patent, patent drawing, wireframe, floor plan, "
    "construction plan",
    "comic": "comic, comics, comic book, comicbook, graphic novel, superhero, super hero, marvel, dc comics, "
    "halftone, half tone, cartoonish, ben day dots, speech bubble, tintin, herge, ligne claire, "
    "spider verse, bande dessinee, pulp, cómic, comique, historieta, fumetto, fumetti, bd, bande dessinée, manga panel speech bubbles",
    "pop_art": "pop art, popart, warhol, andy warhol, lichtenstein, roy lichtenstein, screenprint, "
    "screen print, silkscreen, silk screen, popping colours, popping colors, campbell, marilyn, "
    "graffiti, street art, spray paint, spray painted",
    "newspaper": "newspaper, newsprint, news print, news photo, tabloid, gazette, press photo, photocopy, "
    "photocopied, xerox, zine, punk flyer, broadsheet, grunge, punk, punk rock",
    "risograph": "risograph, riso, riso print, duotone, duo tone, two tone, two colour, two color, spot colour, "
    "spot color, overprint, misregistered, indie print",
    "art_deco": "art deco, artdeco, deco, gatsby, great gatsby, roaring twenties, travel poster, vintage poster, "
    "art nouveau, mucha, alphonse mucha, klimt, gilded, gold leaf, cassandre, tamara de lempicka, "
    "wpa, tarot, tarot card, luxurious, luxurious gold, black and gold, gold and black, opulent, chrysler building",
    "cut_paper": "paper cut, papercut, paper cutout, paper cut out, cut paper, paper craft, papercraft, "
    "layered paper, origami, kirigami, paper art, paper layers, decoupage, paper sculpture, diorama, "
    "vector, vector art, flat vector, flat design, minimalist, minimalism, minimal, clip art, "
    "clipart, flat colours, flat colors",
    "psychedelic": "psychedelic, psychedelia, trippy, lsd, hallucination, hallucinogenic, kaleidoscope, "
    "kaleidoscopic, hippie, woodstock, tie dye, lava lamp, groovy, blacklight, surrealism, "
    "surrealist, dali",
    "pixel_art": "pixel, pixels, pixel art, pixelart, pixelated, pixellated, 8 bit, 8bit, 16 bit, 16bit, "
    "retro game, video game, game boy, gameboy, nes, snes, minecraft, voxel, arcade, retro gaming, "
    "lego, legos, lego bricks, pixelkunst, pixel kunst, 8 bits",
    "low_poly": "low poly, lowpoly, polygon, polygonal, polygons, triangles, triangulated, faceted, facets, "
    "crystalline, 3d render, 3d model, origami style, delaunay, isometric",
    "stained_glass": "stained glass, stainedglass, leaded glass, leadlight, church window, cathedral window, tiffany, "
    "tiffany lamp, rose window, glass window, chagall window, glass art, buntglas, glasmalerei, vitrail, vitral",
    "mosaic": "mosaic, mosaics, tessera, tesserae, roman mosaic, byzantine, byzantine mosaic, ravenna, gaudi, "
    "trencadis, pompeii, ceramic tiles, pebbles, mosaik, mosaïque, mosaico",
    "cross_stitch": "cross stitch, crossstitch, embroidery, embroidered, needlepoint, needlework, tapestry, knitted, "
    "knitting, stitched, textile, woven, quilt, quilted, cross stitched, crochet, crocheted, bayeux",
    "anime": "anime, ghibli, studio ghibli, miyazaki, makoto shinkai, shinkai, cel shading, cel shaded, cel, "
    "celshaded, kawaii, japanese animation, disney, pixar, toon, visual novel, akira, totoro",
    "neon": "neon, neons, neon lights, neon light, neon sign, neon glow, cyberpunk, cyber punk, cyber, "
    "blade runner, bladerunner, sci fi, scifi, science fiction, tron, glow in the dark, laser, "
    "nightclub, tokyo at night, dystopian, dystopia, night city, hologram",
    "synthwave": "synthwave, synth wave, retrowave, retro wave, outrun, miami vice, retro futuristic, "
    "retrofuturistic, retrofuturism, darksynth, hotline miami",
    "vaporwave": "vaporwave, vapourwave, vapor wave, vapour wave, seapunk, lofi, lo fi, y2k, candy colours, "
    "candy colors, bubblegum, cotton candy, webcore",
    "glitch": "glitch, glitchy, glitched, glitch art, datamosh, vhs, video tape, videotape, corrupted, "
    "distorted, analog tv, analogue tv, crt, broken tv, bad signal, camcorder, found footage",
    "thermal": "thermal, thermal camera, heatmap, heat map, infrared, infra red, heat vision, predator vision, "
    "night vision, thermographic",
    "vintage": "sepia, sepia toned, vintage, vintage photo, vintage photograph, old photo, old photograph, "
    "daguerreotype, tintype, victorian, 1800s, 19th century, wild west, "
    "grandma, ancestors, steampunk, steam punk, old timey, yellowed, dark academia, academia, sépia, vieux papier photo, oldtimey, gold rush",
    "film_noir": "film noir, noir, black and white, black white, monochrome, greyscale, grayscale, b w, bw, "
    "detective, hitchcock, silent film, ansel adams, dramatic shadows, hard shadows, low key, "
    "gangster",
    "cinematic": "cinematic, cinema, movie, movie still, film still, teal and orange, blockbuster, hollywood, "
    "anamorphic, photorealistic, arri, color graded, colour graded",
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
    "line_art": "line art, lineart, line logo, one line, single line, continuous line, colouring book, coloring book, colouring page, coloring page, monoline, line icon, minimal line, minimalist line, thin lines, contour drawing, wire drawing, line tattoo, line illustration",
    "brutalist": "brutalist, brutalism, swiss style, swiss design, swiss poster, international typographic style, typographic poster, constructivist, constructivism, propaganda, propaganda poster, soviet, soviet poster, agitprop, red and black, black and red, rodchenko, lissitzky, dada, revolution poster",
    "one_bit": "1 bit, 1bit, one bit, dithered, dithering, dither, old macintosh, macintosh, atkinson, hypercard, e ink, teletext, ascii, ascii art, terminal, dot matrix, bitmap",
    "clay": "claymation, clay, plasticine, stop motion, wallace and gromit, aardman, play doh, playdough, polymer clay, figurine, toy figure, vinyl toy, action figure, coraline",
    "marble": "marble, statue, sculpture, carved in stone, carved stone, bust, bas relief, relief carving, alabaster, michelangelo s david, greek statue, roman statue, plaster cast, gipsbüste",
    "parchment": "parchment, old map, treasure map, pirate map, antique map, manuscript, illuminated manuscript, scroll, papyrus, vellum, codex, ancient book, fantasy map, tolkien map, voynich, old book page, medieval manuscript, cartography",
    "iridescent": "iridescent, iridescence, holographic, holo, foil, hologram sticker, soap bubble, oil slick, mother of pearl, pearlescent, opalescent, opal, chrome, liquid chrome, prismatic, prism, chromatic",
    "cyanotype": "cyanotype, sun print, anna atkins, x ray, xray, radiograph, prussian blue",
    "faded_film": "polaroid, instant photo, instax, disposable camera, light leak, light leaks, lomography, lomo, portra, portra 400, kodachrome, kodak, kodak gold, kodak portra, 35mm, 35mm film, analog film, analogue film, analog photo, analogue photo, film photo, film photography, holga, super 8, faded, faded photo, faded polaroid, 1970s photo, 70s photo, home video still, neutral tones, boho, expired film, fujifilm, point and shoot",
    "pastel_film": "wes anderson, grand budapest, grand budapest hotel, budapest hotel, pastel palette, pastel colours, pastel colors, pastel colour, pastel color, moonrise kingdom, asteroid city, french dispatch, confectionery, macaron, candy pastel, accidentally wes anderson, marie antoinette film, barbie, barbiecore",
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
    "engraving": "money, coin, stamp, postage stamp",
    "woodcut": "carving, wooden",
    "chalkboard": "classroom",
    "blueprint": "architect, architectural",
    "comic": "cartoon, cartoons",
    "pop_art": "pop",
    "art_deco": "poster, posters, luxury, 1920s, 20s, advertisement, magazine cover, billboard, flyer",
    "cut_paper": "collage, icon, sticker",
    "psychedelic": "acid, sixties, rainbow, surreal, fractal, 1960s, 60s, 1970s, 70s, seventies, gig poster",
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
    "warm tones, sonnenuntergang, coucher de soleil, atardecer",
    "autumn": "fall, october, november, leaves, rust, rusty, pumpkin, rustic, herbst, automne, otoño",
    "winter": "frozen, ice, icy, christmas, xmas, cold, december, january, polar, nordic, chilly, im winter, en hiver, en invierno, schnee, neige, nieve",
    "spring": "spring, floral, flowers, flowery, bloom, blooming, april, fresh, garden, meadow, petals, "
    "botanical, cottagecore, frühling, printemps, primavera",
    "moonlight": "moon, night, nighttime, night time, midnight, nocturnal, stars, galaxy, night sky, "
    "at night, twilight, dark, space scene, outer space, deep space, in space, weltraum, bei nacht, de noche, la nuit, nachts",
    "underwater": "under the sea, ocean, sea, aquatic, aquarium, diving, lagoon, marine",
    "dreamy": "dream, magical, magic, romantic, romance, hazy, haze, misty, mist, fog, foggy, soft light, "
    "angelic, heavenly, cloud, cloudy, clouds, delicate, gentle, bridal, wedding, serene, calm, "
    "peaceful",
    "horror": "blood, bloody, hell, evil, doom, lava, volcano, volcanic, fire, fiery, flames, burning",
    "line_art": "logo, outline, outlines, outlined",
    "marble": "stone, rock",
    "parchment": "ancient, medieval map",
}


def by_phrase(words: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Each phrase as its words, and the look that it means."""
    return {tuple(phrase.split()): look for look, phrases in words.items() for phrase in phrases.split(", ")}
