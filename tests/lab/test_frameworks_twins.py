"""What two trainings of the recipe are given, and how far they are said to be the same."""

import numpy as np

from lab.frameworks import twins

WEIGHTS = np.float32([1, 2, 3])
HEAD = np.float32([2, 4])


def test_two_that_are_alike_are_alike_at_each_step():
    found = twins.compared(([5.0, 4.0], WEIGHTS, HEAD), ([5.0, 4.0], WEIGHTS, HEAD / 2))
    assert found == {"steps alike": 2, "weights that differ": 0}


def test_steps_alike_end_with_the_first_that_differs():
    one = [5.0, 4.0, 3.0, 2.0], WEIGHTS, HEAD
    other = [5.0, 4.0, 3.5, 2.0], np.float32([1, 3, 4]), HEAD
    found = twins.compared(one, other)
    assert found == {"steps alike": 2, "weights that differ": 2 + 2}
