"""Claims of reasons/4-exponential-family.md: the Normal as an exponential family, against numerical integration."""

import functools

import numpy as np
import tensorflow as tf
from scipy import stats

from evidence.claims import claim
from evidence.measurements import bound
from snippets.exponential_family import (
    COORDINATES,
    bregman,
    fisher_information,
    gradient_and_hessian,
    kl_normal,
    log_partition,
    natural_parameters,
)
from tests.claims.coordinates import (
    FAULTS,
    INFORMATION,
    SOFTPLUS,
    SOFTPLUS_FOR_LOG,
    close,
    taken,
)

claim = functools.partial(claim, page="reasons/4-exponential-family.md")
NORMALS = [
    (mean, variance) for mean in (-3.0, 0.5, 2.0) for variance in (0.04, 1.0, 9.0)
]
PAIRS = [(q, p) for q in NORMALS for p in NORMALS if q != p]
SIGMAS = np.geomspace(0.1, 10, 9)
TIMES, PART = 2, 0.5  # an SGD step in log σ and in log σ², by the natural one
FREEDOM = 5  # degrees of Student's t
OF_STUDENT = 1.25  # 2 FREEDOM / (FREEDOM + 3)


NOISE = np.linspace(-12, 12, 481)
WEIGHTS = stats.norm.pdf(NOISE) * (NOISE[1] - NOISE[0])


def mean_under(normal, function):
    """E f(x), x ~ N(mean, variance), by the trapezoidal rule over ε: to rounding, for a smooth f that grows slowly."""
    mean, variance = normal
    return np.sum(WEIGHTS * function(mean + np.sqrt(variance) * NOISE), axis=-1)


def sufficient(x):
    """T(x), with its two statistics along the first axis."""
    return np.stack([x, x**2])


@functools.cache
def kl_by_integration(q, p):
    log_q, log_p = (
        stats.norm(mean, np.sqrt(variance)).logpdf for mean, variance in (q, p)
    )
    return mean_under(q, lambda x: log_q(x) - log_p(x))


def without_half(mean, variance):
    return np.array([mean / variance, -1 / variance])


def flipped_sign(eta):
    return eta[0] ** 2 / (4 * eta[1]) - 0.5 * tf.math.log(-2 * eta[1])


def doubled_logarithm(eta):
    return -(eta[0] ** 2) / (4 * eta[1]) - tf.math.log(-2 * eta[1])


FAMILY = (natural_parameters, log_partition)
BROKEN_FAMILIES = {
    "−1/σ² in place of −1/(2σ²)": (without_half, log_partition),
    "the sign of η₁²/(4η₂) flipped": (natural_parameters, flipped_sign),
    "ln in place of ½ ln": (natural_parameters, doubled_logarithm),
}


@functools.cache  # two claims share them
def derivatives(natural, partition):
    """The gradients and the Hessians of a log-partition at NORMALS."""
    found = (gradient_and_hessian(partition, natural(*normal)) for normal in NORMALS)
    return [*zip(*found, strict=True)]


@claim(
    "The gradient of the Normal's log-partition $A$ at η is the mean of $T(x) = (x, x^2)$. Compared with "
    "numerical integration.",
    of=FAMILY,
    controls=BROKEN_FAMILIES,
)
def test_log_partition_gradient(family):
    gradients, _ = derivatives(*family)
    return close(gradients, [mean_under(normal, sufficient) for normal in NORMALS])


@claim(
    "The Hessian of the Normal's log-partition $A$ at η is the covariance matrix of $T(x) = (x, x^2)$. "
    "Compared with numerical integration.",
    of=FAMILY,
    controls=BROKEN_FAMILIES,
)
def test_log_partition_hessian(family):
    def covariance(normal):
        mean = mean_under(normal, sufficient)[:, None]

        def products(x):
            return (sufficient(x) - mean)[:, None] * (sufficient(x) - mean)

        return mean_under(normal, products)

    _, hessians = derivatives(*family)
    return close(hessians, [*map(covariance, NORMALS)])


@functools.cache  # the control that swaps two arguments takes the same pairs
def divergence(p, q):
    return bregman(log_partition, natural_parameters(*p), natural_parameters(*q))


@claim(
    "The KL of two Normals is the Bregman divergence $B_A(\\eta_p, \\eta_q)$: the integral of $q \\ln (q/p)$, "
    "the Bregman divergence and the usual formula agree.",
    of=(divergence, kl_normal),
    controls={
        "the arguments of the Bregman divergence swapped": (
            lambda p, q: divergence(q, p),
            kl_normal,
        ),
        "ln σ where ln σ² is meant": (
            divergence,
            lambda m_q, v_q, m_p, v_p: (
                kl_normal(m_q, v_q, m_p, v_p) + 0.25 * np.log(v_q / v_p)
            ),
        ),
    },
)
def test_kl_is_bregman(formulas):
    bregman_of, usual = formulas
    integrals = [kl_by_integration(q, p) for q, p in PAIRS]
    return {
        "Bregman divergence": close([bregman_of(p, q) for q, p in PAIRS], integrals),
        "usual formula": close([usual(*q, *p) for q, p in PAIRS], integrals),
    }


@functools.cache  # a control changes one coordinate and shares the others
def informations(from_sigma, to_sigma):
    return [fisher_information(to_sigma, from_sigma(sigma)) for sigma in SIGMAS]


@claim(
    "The Fisher information of one observation is $2/\\sigma^2$ in σ, $1/(2\\sigma^4)$ in σ², 2 in log σ and "
    "½ in log σ².",
    of=COORDINATES,
    controls=FAULTS,
)
def test_fisher_information(coordinates):
    found = {name: informations(*each) for name, each in coordinates.items()}
    return {
        name: close(
            values, INFORMATION[name](SIGMAS), series={"sigma": SIGMAS, name: values}
        )
        for name, values in found.items()
    }


def derivative(function, at):
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = function(at)
    return tape.gradient(value, at).numpy()


def sgd_rate(to_sigma, theta, loss):
    """How fast log σ moves, for each unit of the learning rate, when SGD steps in θ."""
    theta = tf.constant(theta, tf.float64)
    step = -derivative(lambda t: loss(to_sigma(t)), theta)
    return step * derivative(lambda t: tf.math.log(to_sigma(t)), theta)


def natural_rate(sigma, loss):
    """The same of the natural gradient, found in η₂ = −1/(2σ²): its Fisher information is ∂²A/∂η₂²."""
    eta = natural_parameters(0.0, sigma**2)
    information = gradient_and_hessian(log_partition, eta)[1][1, 1]
    eta_2 = tf.constant(eta[1])
    step = -derivative(lambda t: loss((-2 * t) ** -0.5), eta_2) / information
    return step * derivative(lambda t: -0.5 * tf.math.log(-2 * t), eta_2)


LOSSES = {
    "KL to N(0, 1)": lambda sigma: 0.5 * (sigma**2 - 1) - tf.math.log(sigma),
    "KL from N(0, 1)": lambda sigma: 0.5 * (sigma**-2 - 1) + tf.math.log(sigma),
}


PLACES = [  # without σ = 1, where both losses are flat
    (sigma, loss) for sigma in np.geomspace(0.1, 10, 6) for loss in LOSSES.values()
]


@functools.cache
def natural_rates():
    return np.array([natural_rate(sigma, loss) for sigma, loss in PLACES])


@functools.cache
def sgd_rates(from_sigma, to_sigma):
    return np.array(
        [sgd_rate(to_sigma, from_sigma(sigma), loss) for sigma, loss in PLACES]
    )


@claim(
    "To first order and for every σ, an SGD step in log σ is"
    f" {TIMES} times the natural-gradient step, and one in log σ² is {PART:g} times it. In σ and in σ² the factor changes with σ.",
    of=COORDINATES,
    controls={
        "log σ where log σ² is meant": taken("log σ", "log σ²"),
        "softplus in place of exp": SOFTPLUS_FOR_LOG,
        "log σ where σ is meant": taken("log σ", "σ"),
        "log σ where σ² is meant": taken("log σ", "σ²"),
    },
)
def test_log_step_is_natural(coordinates):
    factors = {
        name: sgd_rates(*each) / natural_rates() for name, each in coordinates.items()
    }
    spread = {name: values.max() / values.min() for name, values in factors.items()}
    return {
        "log σ": close(factors["log σ"], TIMES),
        "log σ²": close(factors["log σ²"], PART),
        "σ": bound(spread["σ"], at_least=1000, unit="-fold", n=12),
        "σ²": bound(spread["σ²"], at_least=1000, unit="-fold", n=12),
    }


def student_information(to_sigma, theta):
    """Fisher information of Student's t with 5 degrees of freedom and scale σ = to_sigma(θ).

    With ε = √5 tan φ the density of φ is cos⁴ φ up to a constant, and the midpoint rule is exact.
    """
    phi = (np.arange(64) + 0.5) / 64 * np.pi - np.pi / 2
    noise, weights = np.sqrt(5) * np.tan(phi), np.cos(phi) ** 4
    thetas = tf.fill([64], tf.constant(theta, tf.float64))
    with tf.GradientTape() as tape:
        tape.watch(thetas)
        sigma = to_sigma(thetas)
        x = tf.stop_gradient(sigma * noise)
        log_density = -3 * tf.math.log1p((x / sigma) ** 2 / 5) - tf.math.log(sigma)
    return np.average(tape.gradient(log_density, thetas) ** 2, weights=weights)


@claim(
    f"For Student's t with {FREEDOM} degrees of freedom, which is not an exponential family in its scale σ, the "
    f"information in log σ is constant too: {OF_STUDENT:g}.",
    of=COORDINATES["log σ"],
    controls={
        "σ in place of its logarithm": COORDINATES["σ"],
        "log σ² in place of log σ": COORDINATES["log σ²"],
        "softplus in place of exp": SOFTPLUS,
    },
)
def test_student_log_scale(coordinate):
    from_sigma, to_sigma = coordinate
    found = [student_information(to_sigma, from_sigma(sigma)) for sigma in SIGMAS]
    return close(found, OF_STUDENT)
