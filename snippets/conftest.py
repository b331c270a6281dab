"""How copied code is tested: functions where they are, sessions on their pages."""

import gc

import pytest

gc.disable()  # a search for garbage while the frameworks are imported takes seconds


def pytest_itemcollected(item):
    """tests/site/test_copied_code.py runs each session as its page shows it."""
    if item.path.suffix == ".pycon":
        item.add_marker(pytest.mark.slow)


def pytest_collection_finish():
    """What the imports created stays to the end, so it is not searched again."""
    gc.freeze()
    gc.enable()
