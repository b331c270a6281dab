// The parameterizations of snippets/parameterization.py: each one's name, hue, log σ from h, h from log σ, and code.

/** Some of them as options of radio buttons. */
export const optionsOf = (names) =>
  names.map((value) => ({ value, text: LABELS[value].name, hue: LABELS[value].hue }));

/** ln(1 + e^x), also for an x whose e^x overflows. */
export const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

export const LABELS = {
  log_variance: {
    name: "log σ²",
    hue: "w-log-variance",
    logStd: (h) => 0.5 * h,
    raw: (logStd) => 2 * logStd,
    code: (h) => `exp(0.5 * ${h})`,
  },
  log_std: {
    name: "log σ",
    hue: "w-log-std",
    logStd: (h) => h,
    raw: (logStd) => logStd,
    code: (h) => `exp(${h})`,
  },
  softplus_std: {
    name: "softplus",
    hue: "w-softplus-std",
    logStd: (h) => Math.log(softplus(h)),
    raw: (logStd) => Math.log(Math.expm1(Math.exp(logStd))),
    code: (h) => `log1p(exp(${h}))`,
  },
  raw_variance: {
    name: "σ² itself",
    hue: "w-raw-variance",
    logStd: (h) => 0.5 * Math.log(h), // NaN below 0
    raw: (logStd) => Math.exp(2 * logStd),
    code: (h) => `sqrt(${h})`,
  },
};
