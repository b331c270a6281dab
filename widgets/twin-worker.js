// Trains one VAE beside the page. Told {settings, steps}, it reports in slices: {losses: of each step, weights: after
// the last of them}. Its twin's slices end at the same steps, so that the page can compare them.
import { Training, unpacked } from "./twin.js";

const SLICE = 25; // steps

self.onmessage = async ({ data: { settings, steps } }) => {
  const file = await fetch(new URL("./digits.bin", self.location));
  const training = new Training(unpacked(new Uint8Array(await file.arrayBuffer())), settings);
  for (let done = 0; done < steps; done += SLICE) {
    const losses = Array.from({ length: Math.min(SLICE, steps - done) }, () => training.step());
    self.postMessage({ losses, weights: training.weights });
  }
};
