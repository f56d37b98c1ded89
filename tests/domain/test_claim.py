"""What Discord says of an attachment may refuse it before it is fetched."""

import pytest

from domain import limits
from domain.claim import Claim, check_claim
from domain.picture import UnreadablePicture


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        (Claim(limits.SOURCE_BYTES + 1, "image/png"), "too_large"),
        (Claim(1, "video/mp4"), "not_a_picture"),
        (Claim(1, "Text/plain; charset=utf-8"), "not_a_picture"),
        (Claim(1, "image/png", (7, 4000)), "too_small"),
        (Claim(None, None, (4000, 7)), "too_small"),
        (Claim(1, "image/png", (16384, 20)), "too_long"),
        (Claim(1, "image/png", (8, 8192)), "too_long"),
    ],
    ids=str,
)
def test_a_claim_alone_may_rule_a_picture_out(claim: Claim, reason: str) -> None:
    with pytest.raises(UnreadablePicture) as refused:
        check_claim(claim)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "claim",
    [
        Claim(limits.SOURCE_BYTES, "image/png", (8, 8)),
        Claim(None, None),
        Claim(1, "application/octet-stream", (40_000, 40_000)),
        Claim(1, "image/png", (4096, 8)),
        Claim(1, "image/png", (8192, 16)),
    ],
    ids=str,
)
def test_what_a_claim_does_not_rule_out_is_looked_at(claim: Claim) -> None:
    check_claim(claim)
