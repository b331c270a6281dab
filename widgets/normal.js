// The Normal distribution: its density, its KL from the prior, and a few draws.

export const density = (x, mean, std) =>
  Math.exp(-0.5 * ((x - mean) / std) ** 2) / (std * Math.sqrt(2 * Math.PI));

/** KL(N(mean, σ²) ‖ N(0, 1)) in nats, from log σ: Kingma and Welling (2013), Appendix B. */
export const klToPrior = (logStd, mean = 0) =>
  0.5 * (Math.exp(2 * logStd) + mean * mean - 1) - logStd;

/** Draws from N(0, 1): numpy.random.default_rng(0).normal(size=14), to two digits. */
export const NOISE = [
  0.13, -0.13, 0.64, 0.1, -0.54, 0.36, 1.3, 0.95, -0.7, -1.27, -0.62, 0.04, -2.33, -0.22,
];
