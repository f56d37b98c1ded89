"""What an operator types for a command of the bot's, in the shell in which this one was started."""

import shlex
import shutil
import sys
from pathlib import Path


def typed(words: str) -> str:
    """Return the line that runs a command with this very Python: `.venv/bin/python -m bot doctor`."""
    python, here = Path(sys.executable), Path.cwd()
    if shutil.which("python") == sys.executable:
        shortest = "python"
    else:
        shortest = str(python.relative_to(here) if python.is_relative_to(here) else python)
    return f"{shlex.quote(shortest)} -m bot {words}"
