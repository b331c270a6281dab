// Gradient descent on KL(N(0, σ²) ‖ N(0, target²)) in four coordinates θ of σ.

export const STEPS = 300;
const NEAR = 0.01; // relative distance from the target at which σ has arrived

// The derivative of the KL with respect to σ is σ/target² − 1/σ; `slope` is dσ/dθ. At the target the curvature in θ is
// the Fisher information, 2/σ² · (dσ/dθ)². Steps with the rate α settle there if α times this curvature is below 2.
export const COORDINATES = {
  std: {
    name: "σ",
    hue: "w-plain",
    of: (std) => std,
    std: (theta) => theta,
    slope: () => 1,
    limit: (target) => target ** 2,
    rule: "σ²",
  },
  variance: {
    name: "σ²",
    hue: "w-raw-variance",
    of: (std) => std ** 2,
    std: (theta) => Math.sqrt(theta),
    slope: (std) => 1 / (2 * std),
    limit: (target) => 4 * target ** 4,
    rule: "4σ⁴",
  },
  log_std: {
    name: "log σ",
    hue: "w-log-std",
    of: Math.log,
    std: Math.exp,
    slope: (std) => std,
    logarithmic: true,
    limit: () => 1,
    rule: "1",
  },
  log_variance: {
    name: "log σ²",
    hue: "w-log-variance",
    of: (std) => 2 * Math.log(std),
    std: (theta) => Math.exp(theta / 2),
    slope: (std) => std / 2,
    logarithmic: true,
    limit: () => 4,
    rule: "4",
  },
};

/** In nats; `ratio` is σ / target. */
export const kl = (ratio) => 0.5 * (ratio ** 2 - 1) - Math.log(ratio);

/** Every θ on the way, the first step from which σ stays near the target (Infinity: none), and the step that left no σ (0: none). */
export function descend({ of, std, slope }, { start, target, rate }) {
  const path = [of(start)];
  let arrived = 0;
  for (let step = 1; step <= STEPS; step++) {
    const now = std(path.at(-1));
    const next = path.at(-1) - rate * (now / target ** 2 - 1 / now) * slope(now);
    path.push(next);
    const there = std(next);
    if (!(there > 0 && there < Number.MAX_VALUE)) return { path, arrived: Infinity, ended: step };
    if (Math.abs(there / target - 1) > NEAR) arrived = Infinity;
    else arrived = Math.min(arrived || step, step);
  }
  return { path, arrived, ended: 0 };
}
