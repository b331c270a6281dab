// The tutorial's decoder: from two latent numbers to 28×28 probabilities. It imports nothing, so that a test can run this file.

export const SIDE = 28;
const SMALL = 7; // side of the dense layer's picture
const CHANNELS = [32, 64, 32, 1];
const KERNEL = 3;
const SIZES = [2 * SMALL * SMALL * 32, SMALL * SMALL * 32]; // of all weights, in Keras's order
for (let i = 0; i < 3; i++)
  SIZES.push(KERNEL * KERNEL * CHANNELS[i] * CHANNELS[i + 1], CHANNELS[i + 1]);

/** All weights from 16 bits each: first one float32 per array, its unit, then the arrays as multiples of their units. */
export function unpacked(buffer) {
  const units = new Float32Array(buffer, 0, SIZES.length);
  const multiples = new Int16Array(buffer, units.byteLength);
  const weights = new Float32Array(multiples.length);
  let at = 0;
  SIZES.forEach((size, i) => {
    for (const end = at + size; at < end; at++) weights[at] = units[i] * multiples[at];
  });
  return weights;
}

/** Keras's kernel (row, column, out, in) as (row, column, in, out), so that the inner loop runs over neighbours. */
function transposed(kernel, inputs, outputs) {
  const made = new Float64Array(kernel.length);
  for (let at = 0; at < KERNEL * KERNEL; at++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++)
        made[(at * inputs + i) * outputs + o] = kernel[(at * outputs + o) * inputs + i];
  return made;
}

const relu = (x) => {
  for (let i = 0; i < x.length; i++) if (x[i] < 0) x[i] = 0;
};

/** y[to … to + outputs] += the pixel's `count` values that are not 0, times their rows of the kernel from `at` on.
 *
 * Four sums at a time stay in registers, which makes it fast.
 */
function add(values, rows, count, kernel, at, outputs, y, to) {
  let o = 0;
  for (; o + 4 <= outputs; o += 4) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const a = values[n];
      const k = at + rows[n] + o;
      s0 += a * kernel[k];
      s1 += a * kernel[k + 1];
      s2 += a * kernel[k + 2];
      s3 += a * kernel[k + 3];
    }
    y[to + o] += s0;
    y[to + o + 1] += s1;
    y[to + o + 2] += s2;
    y[to + o + 3] += s3;
  }
  for (; o < outputs; o++)
    for (let n = 0; n < count; n++) y[to + o] += values[n] * kernel[at + rows[n] + o];
}

/** Keras's Conv2DTranspose with padding "same" of a square picture: each pixel adds its kernel to the larger picture. */
function upsample(x, side, { kernel, bias, inputs, outputs, stride }, y) {
  const large = side * stride;
  const before = stride === 1 ? 1 : 0; // what "same" cuts off on top and on the left
  const [values, rows] = [new Float64Array(inputs), new Int32Array(inputs)];
  for (let i = 0; i < y.length; i++) y[i] = bias[i % outputs];
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const from = (row * side + column) * inputs;
      let count = 0;
      for (let i = 0; i < inputs; i++)
        if (x[from + i] !== 0) {
          values[count] = x[from + i];
          rows[count++] = i * outputs;
        }
      for (let at = 0; at < KERNEL * KERNEL; at++) {
        const r = row * stride + Math.floor(at / KERNEL) - before;
        const c = column * stride + (at % KERNEL) - before;
        if (r < 0 || c < 0 || r >= large || c >= large) continue;
        const to = (r * large + c) * outputs;
        add(values, rows, count, kernel, at * inputs * outputs, outputs, y, to);
      }
    }
}

/** A function of (z1, z2) that returns the pixels' probabilities, row by row, in an array that the next call overwrites.
 *
 * weights: a Float32Array of all weights, one after the other, in Keras's order.
 */
export function decoder(weights) {
  let start = 0;
  const [dense, denseBias, ...rest] = SIZES.map((size) => {
    start += size;
    return weights.subarray(start - size, start);
  });
  if (start !== weights.length)
    throw new Error(`the decoder has ${start} weights, not ${weights.length}`);
  const layers = [0, 1, 2].map((i) => {
    const [inputs, outputs] = [CHANNELS[i], CHANNELS[i + 1]];
    const kernel = transposed(rest[2 * i], inputs, outputs);
    return { kernel, bias: rest[2 * i + 1], inputs, outputs, stride: i < 2 ? 2 : 1 };
  });
  const sides = [SMALL, 2 * SMALL, SIDE, SIDE];
  const rooms = CHANNELS.map((channels, i) => new Float64Array(sides[i] ** 2 * channels));
  const found = new Float32Array(SIDE * SIDE);
  return (z1, z2) => {
    const [first] = rooms;
    const n = first.length;
    for (let j = 0; j < n; j++) first[j] = denseBias[j] + z1 * dense[j] + z2 * dense[n + j];
    relu(first);
    layers.forEach((layer, i) => {
      upsample(rooms[i], sides[i], layer, rooms[i + 1]);
      if (i < 2) relu(rooms[i + 1]);
    });
    for (let i = 0; i < found.length; i++) found[i] = 1 / (1 + Math.exp(-rooms[3][i]));
    return found;
  };
}
