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

    def answers(self, case):
        """The answers to a case, right ones and those with its planted fault: [{dtype: arrays by name}, the same]."""
        answer = self.steps if isinstance(case, Steps) else self.values
        both = [answer(case, dtype) for dtype in DTYPES]
        return [
            dict(zip(DTYPES, each, strict=True)) for each in zip(*both, strict=True)
        ]

    def values(self, case, dtype):
        """Each output, and the gradients of its sum with respect to each of the case's arrays; right, then faulty."""
        function = getattr(getattr(self.snippets, case.snippet), case.function)
        given = self.key if case.draws else case.given
        fault = {case.halved: case.arrays[case.halved] / 2}

        def outputs_of(*arrays):
            outputs = function(*given, *arrays, **case.settings)
            return outputs if isinstance(outputs, tuple) else (outputs,)

        def found(arrays):
            outputs, gradients = self.differentiate(
                outputs_of, [self.array(each, dtype) for each in arrays.values()]
            )
            values = {f"output {i}": np.ravel(each) for i, each in enumerate(outputs)}
            return values | {
                f"output {i} by {name}": np.ravel(gradient)
                for i, each in enumerate(gradients)
                for name, gradient in zip(arrays, each, strict=True)
            }

        with mock.patch(self.generator, return_value=self.array(NOISE, dtype)):
            return found(case.arrays), found(case.arrays | fault)

    def steps(self, case, dtype):
        """The last weights of a head and of the moved head, which has half the weights, so twice the gradient; right, then faulty."""
        old = self.settings(case.settings)
        new = self.snippets.learning_rates.moved(old, case.optimizer)

        def last(settings, weights, gradients):
            arrays = self.array(weights, dtype), self.array(gradients, dtype)
            return self.take_steps(case.optimizer, settings, *arrays)

        as_it_was = last(old, WEIGHTS, GRADIENTS)
        return [
            {"as it was": as_it_was, "moved": last(each, WEIGHTS / 2, 2 * GRADIENTS)}
            for each in (new, old)
        ]
