"""`python -m evidence` measures the claims whose files are stale, the longest first; `python -m evidence soon`, the shortest first.

`python -m evidence status` says what is stale, and why.
"""

import functools
import sys

from evidence.cli import measure, status
from evidence.ending import run_to_end
from evidence.process import end_with_parent

COMMANDS = {
    (): measure,
    ("soon",): functools.partial(measure, soon=True),
    ("status",): status,
}

if __name__ == "__main__":
    command = COMMANDS.get(tuple(sys.argv[1:]))
    if not command:
        sys.exit(
            f"python -m evidence {' '.join(sys.argv[1:])}: expected nothing, soon or status"
        )
    end_with_parent()
    run_to_end(command, OSError, ValueError)
