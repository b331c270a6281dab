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
export const line = (x1, y1, x2, y2, name) => shape("line", { x1, y1, x2, y2, class: name });
export const text = (x, y, words, name = "", anchor = "start", given = {}) =>
  shape("text", { x, y, class: name, "text-anchor": anchor, ...given }, words);
export const tick = (x, y, words, anchor = "middle") => text(x, y, words, "w-faint", anchor);
export const dot = (cx, cy, r, name) => shape("circle", { cx, cy, r, class: name });
/** A handle that can be dragged sideways: a mark with an arrow on each side. */
export const grip = (x, y) =>
  shape("path", {
    d: `M${round(x - 11)},${round(y - 5)}l-6,5l6,5M${round(x + 11)},${round(y - 5)}l6,5l-6,5`,
    class: "w-arrows",
  }) + dot(x, y, 8, "w-mark");
export const box = (x, y, width, height, name, rx = 0) =>
  shape("rect", { x, y, width, height, rx, class: name });
export const group = (name, ...inside) => shape("g", { class: name }, inside.join(""));

/** What is drawn in a rectangle, and cut off at its edges. */
export const clipped = (id, [x, y, width, height], ...inside) =>
  shape("clipPath", { id }, box(x, y, width, height, "")) +
  shape("g", { "clip-path": `url(#${id})` }, inside.join(""));

/** A line through points, with a gap at each point that is not finite. */
export function through(points, name, given = {}) {
  let pen = "M";
  let d = "";
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      d += `${pen}${round(x)},${round(y)}`;
      pen = "L";
    } else pen = "M";
  }
  return shape("path", { d, class: name, ...given });
}

/** `count` + 1 numbers from low to high. */
export const evenly = (low, high, count) =>
  Array.from({ length: count + 1 }, (_, i) => low + ((high - low) * i) / count);

export const svg = (width, height, ...inside) =>
  `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true">${inside.join("")}</svg>`;
