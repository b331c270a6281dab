// An SVG as text, drawn again after each change at its size on the screen.

/** A straight map of [a, b] onto [c, d]. */
export const linear =
  ([a, b], [c, d]) =>
  (x) =>
    c + ((x - a) / (b - a)) * (d - c);

/** The same for a logarithmic axis. */
export const logarithmic = ([a, b], to) => {
  const map = linear([Math.log(a), Math.log(b)], to);
  return (x) => map(Math.log(x));
};

const attributes = (given) =>
  Object.entries(given)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? round(value) : value}"`)
    .join("");

// A browser draws nothing sharper, and nothing beyond a screen's size.
const round = (x) => Math.round(Math.min(1e4, Math.max(-1e4, x)) * 100) / 100;

export const shape = (tag, given, inside = "") => `<${tag}${attributes(given)}>${inside}</${tag}>`;
export const line = (x1, y1, x2, y2, given = {}) => shape("line", { x1, y1, x2, y2, ...given });
export const text = (x, y, words, given = {}) => shape("text", { x, y, ...given }, words);
export const dot = (cx, cy, r, given = {}) => shape("circle", { cx, cy, r, ...given });
/** A handle that can be dragged sideways: a mark with an arrow on each side. */
export const grip = (x, y) =>
  shape("path", {
    d: `M${round(x - 11)},${round(y - 5)}l-6,5l6,5M${round(x + 11)},${round(y - 5)}l6,5l-6,5`,
    class: "w-arrows",
  }) + dot(x, y, 8, { class: "w-mark" });
export const group = (given, ...inside) => shape("g", given, inside.join(""));

/** A line through points, with a gap at each point that is not finite. */
export function through(points, given = {}) {
  let pen = "M";
  let d = "";
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      d += `${pen}${round(x)},${round(y)}`;
      pen = "L";
    } else pen = "M";
  }
  return shape("path", { d, ...given });
}

/** `count` + 1 numbers from low to high. */
export const evenly = (low, high, count) =>
  Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);

export const svg = (width, height, ...inside) =>
  `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${inside.join("")}</svg>`;
