"""Pages of a list: all of it is on them, in order, each once, and no page is beyond the last."""

from hypothesis import given
from hypothesis import strategies as st

from domain.paging import cut


@given(st.integers(0, 100), st.integers(1, 12))
def test_all_of_it_is_on_the_pages_in_order(count: int, each: int) -> None:
    listed = list(range(count))
    pages = [cut(listed, page, each) for page in range(cut(listed, 0, each).pages)]
    assert [one for page in pages for one in page.items] == listed
    assert all(page.items for page in pages) or not listed
    assert cut(listed, 10**6, each) == pages[-1], "what has become shorter since shows its last page"
