// Trains one VAE in a thread of its own. It receives {settings, steps, bits: of the images} and reports in slices: {losses:
// of each step, weights: after the last one}. Both trainings have the same slices, so that the page can compare them.
import { Training, unpacked } from "./twin.js";

const FIRST = 5; // steps of the first slice, which the reader waits for
const SLICE = 25;

self.onmessage = async ({ data: { settings, steps, bits } }) => {
  const training = new Training(unpacked(new Uint8Array(bits)), settings);
  for (let done = 0; done < steps; ) {
    const length = Math.min(done ? SLICE : FIRST, steps - done);
    const losses = Array.from({ length }, () => training.step());
    self.postMessage({ losses, weights: training.weights });
    done += length;
    await new Promise((next) => setTimeout(next)); // between slices the page can stop it
  }
};
