"""A progress bar: what was finished last, how many steps of how many, the time left."""

from contextlib import contextmanager

from tqdm import tqdm


@contextmanager
def steps(count):
    """Show a bar of `count` steps. Yields a function to call with a few words for each step that is finished."""
    only_on_a_terminal = {"disable": None}
    with tqdm(
        total=count, unit="step", dynamic_ncols=True, **only_on_a_terminal
    ) as bar:

        def finished(words):
            bar.set_postfix_str(words, refresh=False)
            bar.update()

        yield finished
