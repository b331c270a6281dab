// Two small VAEs on the same images: one head is read as log σ², the other as log σ. The arithmetic is plain and has one
// order, so that equal inputs lead to equal bits by IEEE 754. This file imports nothing, so that a test can run it.

export const PIXELS = 64;
const HIDDEN = 64;
const LATENT = 2;
export const BATCH = 32;
const LEARNING_RATE = { adam: 1e-3, sgd: 1e-2 };
const EPSILON = 1e-7; // of Adam, as Keras has it
const MEAN_KEPT = 0.9; // of Adam's mean of gradients
const SQUARE_KEPT = 0.999; // of its mean of squares

/** Numbers spread evenly over [0, 1), by Tommy Ettinger's mulberry32 (public domain). */
function evenNumbers(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Draws from N(0, 1) by Box and Muller (1958). */
const normalNumbers = (even) => () =>
  Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());

/** Weights (n·m), then biases (m), by Glorot and Bengio (2010), times a factor. */
function dense(n, m, even, factor = 1) {
  const limit = Math.sqrt(6 / (n + m));
  const weights = new Float32Array(n * m + m);
  for (let i = 0; i < n * m; i++) weights[i] = factor * Math.fround((2 * even() - 1) * limit);
  return weights;
}

/** y = x w + b for a batch. */
function forward(w, x, y, n, m) {
  for (let b = 0; b < BATCH; b++) {
    const row = b * m;
    for (let j = 0; j < m; j++) y[row + j] = w[n * m + j];
    for (let i = 0; i < n; i++) {
      const a = x[b * n + i];
      const from = i * m;
      if (a !== 0) for (let j = 0; j < m; j++) y[row + j] += a * w[from + j];
    }
  }
}

/** Writes the gradient with respect to w and b into g, and adds the one with respect to x to dx unless dx is null. */
function backward(w, g, x, dy, dx, n, m) {
  g.fill(0);
  for (let b = 0; b < BATCH; b++) {
    const row = b * m;
    for (let j = 0; j < m; j++) g[n * m + j] += dy[row + j];
    for (let i = 0; i < n; i++) {
      const a = x[b * n + i];
      const from = i * m;
      if (a !== 0) for (let j = 0; j < m; j++) g[from + j] += a * dy[row + j];
      if (dx) {
        let sum = 0;
        for (let j = 0; j < m; j++) sum += w[from + j] * dy[row + j];
        dx[b * n + i] += sum;
      }
    }
  }
}

const relu = (x) => {
  for (let i = 0; i < x.length; i++) if (x[i] < 0) x[i] = 0;
};
const reluBackward = (x, dx) => {
  for (let i = 0; i < x.length; i++) if (x[i] <= 0) dx[i] = 0;
};

class VAE {
  /** `scale` is log σ / h; `head` multiplies the head's initial weights, learning rate and Adam's epsilon. */
  constructor({ scale, seed, optimizer, head }) {
    Object.assign(this, { scale, optimizer, head, steps: 0 });
    const even = evenNumbers(seed);
    this.weights = {
      encoder: dense(PIXELS, HIDDEN, even),
      mean: dense(HIDDEN, LATENT, even),
      head: dense(HIDDEN, LATENT, even, head.first),
      decoder: dense(LATENT, HIDDEN, even),
      logits: dense(HIDDEN, PIXELS, even),
    };
    const zeros = () =>
      Object.fromEntries(
        Object.entries(this.weights).map(([name, { length }]) => [name, new Float32Array(length)]),
      );
    Object.assign(this, { gradients: zeros(), means: zeros(), squares: zeros() });
    const sizes = {
      h1: HIDDEN,
      mean: LATENT,
      raw: LATENT,
      logStd: LATENT,
      z: LATENT,
      h2: HIDDEN,
      logits: PIXELS,
    };
    const rooms = () =>
      Object.fromEntries(
        Object.entries(sizes).map(([name, n]) => [name, new Float32Array(BATCH * n)]),
      );
    Object.assign(this, { values: rooms(), slopes: rooms() });
  }

  /** One step on images (BATCH·PIXELS) with noise (BATCH·LATENT); returns the loss, minus the ELBO, in nats an image. */
  step(images, noise) {
    const loss = this.loss(images, noise);
    this.differentiate(images, noise);
    this.update();
    return loss;
  }

  loss(images, noise) {
    const { weights: w, values: v, scale } = this;
    forward(w.encoder, images, v.h1, PIXELS, HIDDEN);
    relu(v.h1);
    forward(w.mean, v.h1, v.mean, HIDDEN, LATENT);
    forward(w.head, v.h1, v.raw, HIDDEN, LATENT);
    for (let i = 0; i < v.z.length; i++) {
      v.logStd[i] = scale * v.raw[i];
      v.z[i] = v.mean[i] + Math.exp(v.logStd[i]) * noise[i];
    }
    forward(w.decoder, v.z, v.h2, LATENT, HIDDEN);
    relu(v.h2);
    forward(w.logits, v.h2, v.logits, HIDDEN, PIXELS);
    let sum = 0;
    for (let i = 0; i < v.logits.length; i++) {
      const logit = v.logits[i];
      sum += Math.max(logit, 0) - logit * images[i] + Math.log1p(Math.exp(-Math.abs(logit)));
    }
    for (let i = 0; i < v.z.length; i++) {
      const std = Math.exp(v.logStd[i]);
      sum += 0.5 * (std * std + v.mean[i] * v.mean[i] - 1) - v.logStd[i];
    }
    return sum / BATCH;
  }

  differentiate(images, noise) {
    const { weights: w, gradients: g, values: v, slopes: d, scale } = this;
    for (const room of Object.values(d)) room.fill(0);
    for (let i = 0; i < v.logits.length; i++) {
      d.logits[i] = (1 / (1 + Math.exp(-v.logits[i])) - images[i]) / BATCH;
    }
    backward(w.logits, g.logits, v.h2, d.logits, d.h2, HIDDEN, PIXELS);
    reluBackward(v.h2, d.h2);
    backward(w.decoder, g.decoder, v.z, d.h2, d.z, LATENT, HIDDEN);
    for (let i = 0; i < v.z.length; i++) {
      const std = Math.exp(v.logStd[i]);
      d.mean[i] = d.z[i] + v.mean[i] / BATCH;
      d.logStd[i] = d.z[i] * noise[i] * std + (std * std - 1) / BATCH;
      d.raw[i] = scale * d.logStd[i];
    }
    backward(w.mean, g.mean, v.h1, d.mean, d.h1, HIDDEN, LATENT);
    backward(w.head, g.head, v.h1, d.raw, d.h1, HIDDEN, LATENT);
    reluBackward(v.h1, d.h1);
    backward(w.encoder, g.encoder, images, d.h1, null, PIXELS, HIDDEN);
  }

  update() {
    this.steps++;
    for (const name in this.weights) {
      const factor = name === "head" ? this.head : { rate: 1, epsilon: 1 };
      const rate = LEARNING_RATE[this.optimizer] * factor.rate;
      if (this.optimizer === "sgd") this.sgd(name, rate);
      else this.adam(name, rate, EPSILON * factor.epsilon);
    }
  }

  sgd(name, rate) {
    const [w, g] = [this.weights[name], this.gradients[name]];
    for (let i = 0; i < w.length; i++) w[i] -= rate * g[i];
  }

  /** Kingma and Ba (2015), Algorithm 1. */
  adam(name, rate, epsilon) {
    const [w, g, m, s] = [this.weights, this.gradients, this.means, this.squares].map(
      (of) => of[name],
    );
    const whole = 1 - MEAN_KEPT ** this.steps;
    const wholeSquare = 1 - SQUARE_KEPT ** this.steps;
    for (let i = 0; i < w.length; i++) {
      m[i] = MEAN_KEPT * m[i] + (1 - MEAN_KEPT) * g[i];
      s[i] = SQUARE_KEPT * s[i] + (1 - SQUARE_KEPT) * (g[i] * g[i]);
      w[i] -= (rate * (m[i] / whole)) / (Math.sqrt(s[i] / wholeSquare) + epsilon);
    }
  }
}

/** The factors with which a log σ head repeats a log σ² head; a setting that `recipe` leaves unchanged has the factor 1. */
export function factors(optimizer, { first, rate, epsilon }) {
  const step = optimizer === "sgd" ? 1 / 4 : 1 / 2;
  return { first: first ? 1 / 2 : 1, rate: rate ? step : 1, epsilon: epsilon ? 2 : 1 };
}

/** The settings of the two trainings: log σ² first. */
export function trainings({ seed, optimizer, recipe }) {
  const untouched = { first: 1, rate: 1, epsilon: 1 };
  return [
    { scale: 1 / 2, seed, optimizer, head: untouched }, // h is log σ²
    { scale: 1, seed, optimizer, head: factors(optimizer, recipe) }, // h is log σ
  ];
}

/** One of the trainings. `images` is a Float32Array (n·PIXELS) of 0 and 1. */
export class Training {
  constructor(images, settings) {
    this.images = images;
    this.vae = new VAE(settings);
    this.even = evenNumbers(settings.seed + 1_000_003); // order and noise have another stream than the initial weights
    this.normal = normalNumbers(this.even);
    this.order = Array.from({ length: images.length / PIXELS }, (_, i) => i);
    this.next = this.order.length;
    this.batch = new Float32Array(BATCH * PIXELS);
    this.noise = new Float32Array(BATCH * LATENT);
  }

  get weights() {
    return this.vae.weights;
  }

  /** One step; returns its loss. */
  step() {
    if (this.next + BATCH > this.order.length) this.shuffle();
    for (let b = 0; b < BATCH; b++) {
      const from = this.order[this.next++] * PIXELS;
      this.batch.set(this.images.subarray(from, from + PIXELS), b * PIXELS);
    }
    for (let i = 0; i < this.noise.length; i++) this.noise[i] = this.normal();
    return this.vae.step(this.batch, this.noise);
  }

  shuffle() {
    for (let i = this.order.length - 1; i > 0; i--) {
      const j = Math.floor(this.even() * (i + 1));
      [this.order[i], this.order[j]] = [this.order[j], this.order[i]];
    }
    this.next = 0;
  }
}

/** The number of all weights, and of those that differ; the log σ head's should be half of the other's. */
export function differing(byLogVariance, byLogStd) {
  let [all, found] = [0, 0];
  for (const [name, one] of Object.entries(byLogVariance)) {
    const other = byLogStd[name];
    const factor = name === "head" ? 2 : 1;
    all += one.length;
    for (let i = 0; i < one.length; i++) if (one[i] !== factor * other[i]) found++;
  }
  return { all, differing: found };
}

/** Images from their packed bits, 8 pixels a byte, the first in the highest bit. */
export function unpacked(bytes) {
  const images = new Float32Array(bytes.length * 8);
  for (let i = 0; i < images.length; i++) images[i] = (bytes[i >> 3] >> (7 - (i & 7))) & 1;
  return images;
}
