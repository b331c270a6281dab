// Trains one VAE in a thread of its own. Told {settings, steps, bits: of the images}, it reports in slices: {losses: of
// each step, weights: after the last of them}. Its twin's slices end at the same steps, so that the page can compare them.
import { Training, unpacked } from "./twin.js";

const SLICE = 25; // steps

self.onmessage = ({ data: { settings, steps, bits } }) => {
  const training = new Training(unpacked(bits), settings);
  for (let done = 0; done < steps; done += SLICE) {
    const losses = Array.from({ length: Math.min(SLICE, steps - done) }, () => training.step());
    self.postMessage({ losses, weights: training.weights });
  }
};
