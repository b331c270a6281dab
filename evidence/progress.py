"""One progress bar for a whole command: what was finished last, how many steps of how many, the time left."""

from contextlib import contextmanager

from tqdm import tqdm

RUNNING = []  # the bar of this process, while there is one


@contextmanager
def steps(count):
    """Add `count` steps to the bar. Yields a function to call with a few words for each step that is finished."""
    outermost = not RUNNING
    if outermost:
        only_on_a_terminal = {"disable": None}
        bar = tqdm(total=0, unit="step", dynamic_ncols=True, **only_on_a_terminal)
        RUNNING.append(bar)
    (bar,) = RUNNING
    bar.total += count
    bar.refresh()

    def finished(words):
        bar.set_postfix_str(words, refresh=False)
        bar.update()

    try:
        yield finished
    finally:
        if outermost:
            RUNNING.clear()
            bar.close()
