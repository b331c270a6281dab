// Rounding to a float format, and what a VAE's loss computes in it, rounded after every operation.

// safe: bounds of log σ², those of snippets/soft_clamp.py.
export const FORMATS = {
  float32: { bits: 24, least: -126, most: 127, safe: [-80, 80] },
  bfloat16: { bits: 8, least: -126, most: 127, safe: [-80, 80] },
  float16: { bits: 11, least: -14, most: 15, safe: [-9, 7] },
};

/** To the nearest number of the format, ties to even; subnormal numbers are kept, beyond the largest is ∞. */
export function rounding({ bits, least, most }) {
  const largest = (2 - 2 ** (1 - bits)) * 2 ** most;
  return (x) => {
    if (x === 0 || !Number.isFinite(x)) return x;
    let exponent = Math.floor(Math.log2(Math.abs(x)));
    if (2 ** exponent > Math.abs(x)) exponent--; // log2 itself was rounded
    const unit = 2 ** (Math.max(least, exponent) - bits + 1);
    const [whole, part] = [Math.floor(x / unit), x / unit - Math.floor(x / unit)];
    const up = part > 0.5 || (part === 0.5 && whole % 2 !== 0);
    const rounded = (whole + (up ? 1 : 0)) * unit;
    return Math.abs(rounded) > largest ? Math.sign(x) * Infinity : rounded;
  };
}

const LOG_2_PI = Math.log(2 * Math.PI);
const [MEAN, NOISE] = [1, 1];

/** Names in the order in which they are shown. */
export const QUANTITIES = ["σ", "σ²", "1/σ²", "KL", "log q", "log q in ε"];

/** {name: [value, gradient by h]} with every operation rounded by `r`; σ = e^(c h), `range`: the clamp of h, or null. */
export function losses(h, c, range, r) {
  const inside = !range || (h >= range[0] && h <= range[1]);
  const raw = r(inside ? h : Math.min(range[1], Math.max(range[0], h)));
  const exp = (x) => r(Math.exp(x));
  const logVariance = r(2 * c * raw);
  const [std, variance, precision] = [exp(r(c * raw)), exp(logVariance), exp(-logVariance)];
  const kl = r(0.5 * r(r(variance - 1) - logVariance));
  const away = r(r(MEAN + r(std * NOISE)) - MEAN);
  const product = r(r(away * away) * precision);
  const half = (square) => r(-0.5 * r(r(square + logVariance) + r(LOG_2_PI)));
  // log q depends on h through e^(−v), through v, and through z.
  const throughPrecision = r(c * product);
  const throughDraw = r(r(away * precision) * r(r(c * std) * NOISE));
  const found = {
    σ: [std, r(c * std)],
    "σ²": [variance, r(2 * c * variance)],
    "1/σ²": [precision, r(-2 * c * precision)],
    KL: [kl, r(c * r(variance - 1))],
    "log q": [half(product), r(r(throughPrecision - c) - throughDraw)],
    "log q in ε": [half(NOISE * NOISE), -c],
  };
  if (!inside) for (const pair of Object.values(found)) pair[1] = 0;
  return found;
}
