// The model that was trained at full scale: its two decoders, and test images with the encoders' μ and σ for them.
import { decoder, SIDE, unpacked } from "./decoder.js";
import { element } from "./dom.js";
import { fetched } from "./fetched.js";

export const IMAGES = 300;
const PIXELS = SIDE ** 2;

/** Digits and pixels of the test images: the file has a byte per digit, then a bit per pixel. */
export async function loadImages() {
  const bytes = new Uint8Array(await fetched("images.bin"));
  const [digits, bits] = [bytes.subarray(0, IMAGES), bytes.subarray(IMAGES)];
  const pixels = (i) =>
    Float32Array.from({ length: PIXELS }, (_, at) => {
      const bit = i * PIXELS + at;
      return (bits[bit >> 3] >> (7 - (bit & 7))) & 1;
    });
  return { digits, pixels };
}

/** A head's decoder, and μ and σ of each test image. */
export async function loadHead(head) {
  const [weights, codes] = await Promise.all(
    [`decoder-${head}.bin`, `codes-${head}.bin`].map(fetched),
  );
  const numbers = new Float32Array(codes);
  return {
    decode: decoder(unpacked(weights)),
    codes: Array.from({ length: IMAGES }, (_, i) => {
      const [m1, m2, s1, s2] = numbers.subarray(4 * i, 4 * i + 4);
      return { mean: [m1, m2], std: [s1, s2] };
    }),
  };
}

/** A canvas for an image, in a cell with a label. */
export function canvasCell(label, className = "") {
  const canvas = element("canvas", { width: SIDE, height: SIDE, role: "img" });
  return { canvas, cell: element("div", { className: `w-cell ${className}` }, canvas, label) };
}

/** Paints probabilities, row by row, as grey levels; null clears the canvas. */
export function paint(canvas, values) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    picture.data.fill(values ? 255 * values[i] : 0, 4 * i, 4 * i + 3);
    picture.data[4 * i + 3] = values ? 255 : 0;
  }
  context.putImageData(picture, 0, 0);
}
