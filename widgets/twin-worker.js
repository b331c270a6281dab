// Trains the pair beside the page. Told {settings, steps}, it reports in slices: {first: a step, losses: of each step
// from there on, weights: how many there are and differ after the last of them}.
import { Pair, unpacked } from "./twin.js";

const SLICE = 40; // ms

self.onmessage = async ({ data: { settings, steps } }) => {
  const file = await fetch(new URL("./digits.bin", self.location));
  const pair = new Pair(unpacked(new Uint8Array(await file.arrayBuffer())), settings);
  for (let done = 0; done < steps; ) {
    const [first, losses, until] = [done + 1, [], performance.now() + SLICE];
    while (done < steps && performance.now() < until) {
      losses.push(pair.step());
      done++;
    }
    self.postMessage({ first, losses, weights: pair.differingWeights() });
  }
};
