"""Every limit on what comes from outside, in bytes, pixels, characters and counts.

They stand together because they depend on each other; `tests/domain/test_limits.py` holds their order. Times are in
pauses.py.
"""

from collections.abc import Mapping

from domain.picture import PictureFormat

MEBI = 2**20

# A member's file.
SOURCE_BYTES = 25 * MEBI
SOURCES_AT_ONCE = 8  # fetched at once; each may be SOURCE_BYTES large

# No provider makes more of a larger source, and no side of a result is longer.
PICTURE_SIDE = 4096
# A picture with a shorter side is no picture to any model: what they make of it comes apart, or they refuse it.
LEAST_SIDE = 8
# Decoded at most. Half for WebP: its decoder takes 16 bytes per pixel, the others 4 to 8. JPEG is decoded at a half or
# less where it is larger than twice PICTURE_SIDE; the largest that phones make and SOURCE_BYTES let in have 108 million.
PIXELS: Mapping[PictureFormat, int] = {
    PictureFormat.PNG: 51_000_000,
    PictureFormat.JPEG: 110_000_000,
    PictureFormat.WEBP: 25_000_000,
    PictureFormat.GIF: 51_000_000,
}

# What the decoder of a JPEG in several passes keeps besides the pixels.
DECODER_BYTES = 320 * MEBI
# A colour profile beside the pixels: libpng takes 8,000,000 bytes for a chunk, printing profiles have up to 4 MB.
PROFILE_BYTES = 8_000_000

# On one card: as many as a message has files, and its gallery has pictures
# (https://discord.com/developers/docs/components/reference#media-gallery).
CARD_PICTURES = 10

# A host's result: downloaded, inspected, stored, and made to fit an upload. The largest is a PNG of PICTURE_SIDE
# each way that is all grain, 48 MiB; fal's own toolkit stops at 50 MB (fal-ai/fal, toolkit/image/image.py).
RESULT_BYTES = 64 * MEBI

# An answer of a host's API, or its webhook. Without inline pictures (we ask for none) that is a few kB; a MiB of
# JSON is parsed in some ten milliseconds, in which nothing else happens.
JSON_BYTES = MEBI
# A status stream, all its events together; what is longer is polled.
STREAM_BYTES = 16 * MEBI
STREAMS = 40  # status streams of one provider at once; whoever finds no place polls
CONNECTIONS = 200  # of the shared client: the streams of both hosts, and room for everything else
# A picture that goes along in the request itself. fal's page advises data URIs for small files and names no limit.
INLINE_BYTES = 256 * 1024
# modelrunner: submit bodies are limited to 10 MB (its documentation, errors).
BODY_BYTES = 10_000_000

TICKET_CHARS = 200  # fal's ids have 36, modelrunner's 21
URL_CHARS = 4096  # a presigned one of a cloud's store has 500 to 2000
WORDS_CHARS = 500  # of what a host says of a failure, for the log
PROMPT_CHARS = 20_000  # of a prompt that a host reworded
PICTURES = 16  # in one answer; four is the most that is asked for
LISTED = 50  # of anything else in a list: log lines, problems, requests
