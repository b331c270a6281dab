"""How a command ends that keeps things: with its status, or with one line that says what stopped it."""

import sys

from evidence.store import Damaged


def run_to_end(main, *faults):
    """Exit with what `main` returns, or with one line: where something kept is damaged, `faults` are raised, or Ctrl-C comes."""
    try:
        sys.exit(main())
    except (Damaged, *faults) as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("stopped: what was finished is kept")
