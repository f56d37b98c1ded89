"""The limits hang together: what one part lets in, the next one takes."""

import pytest

from domain import limits
from domain.picture import PictureFormat
from domain.request import AUTO_PIXELS_MAX, IMAGES_LIMIT, SIDE_MAX

GRAIN = 3  # bytes of a pixel that nothing packs; a row of a PNG has one more
EXTRA = 100_000  # bytes of heads and checksums


def test_the_largest_result_of_a_model_is_taken() -> None:
    assert SIDE_MAX <= limits.PICTURE_SIDE
    largest = limits.PICTURE_SIDE * (limits.PICTURE_SIDE * GRAIN + 1) + EXTRA
    assert largest <= limits.RESULT_BYTES


@pytest.mark.parametrize("kind", PictureFormat)
def test_a_result_of_any_format_may_have_the_pixels_that_a_model_makes(kind: PictureFormat) -> None:
    assert limits.PIXELS[kind] >= limits.PICTURE_SIDE**2
    assert limits.PIXELS[kind] >= AUTO_PIXELS_MAX


def test_what_a_member_may_send_may_be_stored_and_be_a_source_again() -> None:
    assert limits.SOURCE_BYTES <= limits.RESULT_BYTES


def test_an_answer_of_an_api_is_far_smaller_than_a_picture() -> None:
    assert limits.JSON_BYTES <= limits.STREAM_BYTES < limits.RESULT_BYTES


def test_an_answer_has_room_for_all_that_may_stand_in_it() -> None:
    urls = limits.PICTURES * limits.URL_CHARS
    assert urls + limits.PROMPT_CHARS + limits.LISTED * limits.WORDS_CHARS < limits.JSON_BYTES
    assert IMAGES_LIMIT <= limits.PICTURES


def test_a_picture_in_a_request_fits_its_body() -> None:
    assert limits.INLINE_BYTES * 4 / 3 < limits.BODY_BYTES


def test_the_streams_of_two_hosts_leave_most_connections_to_others() -> None:
    assert 2 * limits.STREAMS <= limits.CONNECTIONS / 2
