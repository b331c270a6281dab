"""A framework's answers to the cases, from the few functions in which frameworks differ."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from unittest import mock

import numpy as np

from lab.frameworks.cases import DTYPES, GRADIENTS, NOISE, WEIGHTS, Steps


@dataclass(frozen=True)
class Adapter:
    """What the cases need of a framework.

    snippets: the package with its version of each snippet.
    generator: what draws noise, as `mock.patch` names it; `key` comes first in a function that draws.
    array: a function of values and a dtype.
    differentiate: from a function and its arrays to its outputs and, for each, the gradients of its sum.
    take_steps: from an optimizer's name, its settings, weights and gradients to the last weights.
    settings: from the settings as a dict to what the framework's `moved` takes.
    """

    snippets: ModuleType
    generator: str
    array: Callable
    differentiate: Callable
    take_steps: Callable
    settings: Callable = dict
    key: tuple = ()

    def answers(self, case, faulty=False):
        """The answers to a case: {dtype: arrays by name}; with its planted fault if `faulty`."""
        answer = self.steps if isinstance(case, Steps) else self.values
        return {dtype: answer(case, dtype, faulty) for dtype in DTYPES}

    def values(self, case, dtype, faulty):
        """Each output, and the gradients of its sum with respect to each of the case's arrays."""
        function = getattr(getattr(self.snippets, case.snippet), case.function)
        given = self.key if case.draws else case.given
        arrays = case.arrays
        if faulty:
            arrays = arrays | {case.halved: arrays[case.halved] / 2}

        def outputs_of(*arrays):
            outputs = function(*given, *arrays, **case.settings)
            return outputs if isinstance(outputs, tuple) else (outputs,)

        with mock.patch(self.generator, return_value=self.array(NOISE, dtype)):
            outputs, gradients = self.differentiate(
                outputs_of, [self.array(each, dtype) for each in arrays.values()]
            )
        found = {f"output {i}": np.ravel(each) for i, each in enumerate(outputs)}
        return found | {
            f"output {i} by {name}": np.ravel(gradient)
            for i, each in enumerate(gradients)
            for name, gradient in zip(arrays, each, strict=True)
        }

    def steps(self, case, dtype, faulty):
        """The last weights of a head and of the moved head, which has half the weights, so twice the gradient."""
        old = self.settings(case.settings)
        new = old
        if not faulty:
            new = self.snippets.learning_rates.moved(old, case.optimizer)

        def last(settings, weights, gradients):
            arrays = self.array(weights, dtype), self.array(gradients, dtype)
            return self.take_steps(case.optimizer, settings, *arrays)

        return {
            "as it was": last(old, WEIGHTS, GRADIENTS),
            "moved": last(new, WEIGHTS / 2, 2 * GRADIENTS),
        }
