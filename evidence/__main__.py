"""`python -m evidence` measures the claims whose files are stale; `python -m evidence status` lists what is stale, and why."""

import sys

from evidence.cli import main

if __name__ == "__main__":
    main(sys.argv[1:])
