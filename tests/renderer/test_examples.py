"""The examples of docs/renderer.md, run as they stand there."""

import json
import re
import shutil
import subprocess

import pytest

from tests.renderer.wire import Renderer
from tests.stage import ROOT

PAGE = (ROOT / "docs" / "renderer.md").read_text()
EXAMPLES = [block for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if "curl" in block]
WRITTEN = "http://127.0.0.1:8790"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("example", EXAMPLES, ids=("fal", "modelrunner"))
def test_an_example_is_answered(renderer: Renderer, example: str) -> None:
    assert WRITTEN in example
    command = example.replace(WRITTEN, renderer.origin).replace("curl ", "curl --silent --fail ")
    ran = subprocess.run(("/bin/sh", "-c", command), cwd=ROOT, capture_output=True, text=True, check=True)
    answer = json.loads(ran.stdout)
    assert "images" in answer or answer["status"] == "IN_QUEUE"
