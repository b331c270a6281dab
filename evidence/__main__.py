"""`python -m evidence` measures the claims whose files are stale; `status` lists them; `measure CLAIM-ID` repeats a published one."""

import sys

from evidence.cli import main

if __name__ == "__main__":
    main(sys.argv[1:])
