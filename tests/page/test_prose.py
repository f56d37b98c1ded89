"""Markdown as Discord has it, and texts that mean harm, in the page's own modules."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

Open = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

RENDER = """async ([source]) => {
    const { prose } = await import("/page/scripts/prose.js");
    return prose(source).innerHTML;
}"""

READ = """async ([source]) => {
    const { prose } = await import("/page/scripts/prose.js");
    return prose(source).textContent;
}"""
SECONDS = 10  # a slow parser would take minutes

WRITTEN = {
    "plain": "<p>plain</p>",
    "**bold** and *soft*, _soft_": "<p><strong>bold</strong> and <em>soft</em>, <em>soft</em></p>",
    "***both***": "<p><strong><em>both</em></strong></p>",
    "__under__ ~~gone~~": "<p><u>under</u> <s>gone</s></p>",
    "**a *b* c**": "<p><strong>a <em>b</em> c</strong></p>",
    "*a **b** c*": "<p><em>a <strong>b</strong> c</em></p>",
    "2 * 3 * 4 and snake_case_name": "<p>2 * 3 * 4 and snake_case_name</p>",
    r"\*not\* \_so\_ \`": "<p>*not* _so_ `</p>",
    "`**as it is**` and ``a`b``": "<p><code>**as it is**</code> and <code>a`b</code></p>",
    "**open": "<p>**open</p>",
    "# One\n## Two\n### Three": (
        '<h3 class="heading level-1">One</h3><h4 class="heading level-2">Two</h4><h5 class="heading level-3">Three</h5>'
    ),
    "-# small": '<p class="small">small</p>',
    "#none and -#none": "<p>#none and -#none</p>",
    "> one\n> two\nafter": "<blockquote><p>one\ntwo</p></blockquote><p>after</p>",
    ">>> all\nof it": "<blockquote><p>all\nof it</p></blockquote>",
    "- a\n- b\n  - c": '<ul><li class="depth-0">a</li><li class="depth-0">b</li><li class="depth-1">c</li></ul>',
    "3. a\n4. b": '<ol start="3"><li class="depth-0" value="3">a</li><li class="depth-0" value="4">b</li></ol>',
    "- a\n1. b": '<ul><li class="depth-0">a</li></ul><ol start="1"><li class="depth-0" value="1">b</li></ol>',
    "see ```py\nx = '*'\n``` there": (
        '<p>see </p><pre tabindex="0"><code data-language="py">x = \'*\'</code></pre><p> there</p>'
    ),
    "[here](https://a.example/b)": (
        '<p><a href="https://a.example/b" target="_blank" rel="noopener noreferrer">here</a></p>'
    ),
    "https://a.example/b_c_d, ok": (
        '<p><a href="https://a.example/b_c_d" target="_blank" rel="noopener noreferrer">'
        "https://a.example/b_c_d</a>, ok</p>"
    ),
    "[here](javascript:alert(1))": "<p>[here](javascript:alert(1))</p>",
    "<b>&amp;<script>alert(1)</script>": "<p>&lt;b&gt;&amp;amp;&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<@1> <@&2> <#3> @everyone": (
        '<p><span class="mention">@unknown-user</span> <span class="mention">@unknown-role</span>'
        ' <button type="button" class="mention">#unknown</button> <span class="mention">@everyone</span></p>'
    ),
    "<t:99999999999999:R> <t:9999999999999:R>": "<p>&lt;t:99999999999999:R&gt; <span>Invalid date</span></p>",
}


async def test_markdown_looks_as_it_does_on_discord(open_page: Open) -> None:
    page = await open_page()
    for source, html in WRITTEN.items():
        rendered = await page.evaluate(RENDER, [source])
        assert rendered.replace(' class="mention" type="button"', ' type="button" class="mention"') == html, (
            source
        )


async def test_a_text_that_is_made_to_be_slow_is_not(open_page: Open) -> None:
    page = await open_page()
    for piece in (
        "*",
        "_a",
        "||",
        "**_",
        "`",
        "[a](",
        "<@",
        "> ",
        "-# ",
        "~~|",
        "```",
        "https://a",
        "((",
        "\\",
    ):
        source = (piece * 4000)[:4000]
        async with asyncio.timeout(SECONDS):
            shown = await page.evaluate(READ, [source])
        assert 0 < len(shown) <= len(source), piece


async def test_times_go_on_by_themselves_and_a_spoiler_opens(open_page: Open) -> None:
    page = await open_page()
    now = await page.evaluate("Math.floor(Date.now() / 1000)")
    await page.get_by_label("Message #studio").fill(f"<t:{now + 1}:R> ||secret|| <t:0:D>")
    await page.keyboard.press("Enter")
    message = page.locator(".message")
    await expect(message.locator("time[data-unix]")).to_have_text(re.compile(r"seconds? ago"))
    await expect(message.get_by_text("1 January 1970")).to_be_visible()
    await expect(message.get_by_text("secret")).to_be_hidden()
    await message.get_by_role("button", name="Spoiler: show").press("Enter")
    await expect(message.get_by_text("secret")).to_be_visible()


async def test_hostile_words_stay_words(open_page: Open) -> None:
    page = await open_page()
    hostile = '"><img src=x onerror=alert(1)><svg onload=alert(1)> {{7*7}} \u202etxt.exe'
    await page.get_by_label("Message #studio").fill(hostile)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message .prose")).to_have_text(hostile)
    await expect(page.locator(".message .prose *")).to_have_count(1)


async def test_nothing_on_the_page_comes_from_elsewhere(open_page: Open) -> None:
    page = await open_page()
    loaded = await page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).origin)"
    )
    assert len(loaded) > 20
    assert set(loaded) == {await page.evaluate("location.origin")}
