// Overflow: the raw outputs h for which each term of the loss leaves a float format.
import { foot } from "../controls.js";
import { fixed, number, shown } from "../dom.js";
import { box, grip, line, linear, svg, text, tick } from "../drawing.js";
import { choice, range } from "../fields.js";
import { FORMATS, losses, QUANTITIES, rounding } from "../float-formats.js";
import { LABELS, optionsOf } from "../labels.js";
import { widget } from "../widget.js";

export const reserved = { desk: 480, phone: 586 }; // px

const TWO = ["log_variance", "log_std"];
const fields = {
  format: choice(Object.keys(FORMATS), "float16"),
  as: choice(TWO, "log_variance"),
  clamp: choice(["none", "copied", "safe"], "none"),
  h: range(-100, 100, 0.5, -12),
};
const FATES = { alive: "survives", lost: "digits lost", gone: "∞, 0 or NaN" };
const ROW = 34; // px
const [NAMES, VALUES, TOP] = [78, 92, 30];
const WRONG = 0.1; // nats: an error of log q from which its digits are lost
const exactly = (x) => x;

const scaleOf = (as) => LABELS[as].logStd(1);

const COPIED = [-30, 20];
const safeIn = (format) => FORMATS[format].safe;
const inWords = (bounds) => `(${bounds.map((end) => fixed(end, 0)).join(", ")})`;

/** The clamp of h, or null: log σ has half the bounds of log σ². */
function clampOf({ clamp, as, format }) {
  if (clamp === "none") return null;
  const bounds = clamp === "copied" ? COPIED : safeIn(format);
  return bounds.map((end) => end / (2 * scaleOf(as)));
}

const found = (state, h = state.h) =>
  losses(h, scaleOf(state.as), clampOf(state), rounding(FORMATS[state.format]));

/** "alive", "gone" (∞, NaN, or a factor that became 0), or "lost" (some digits are). */
function fate(name, value, exact) {
  if (!Number.isFinite(value)) return "gone";
  if (["σ", "σ²", "1/σ²"].includes(name)) return value === 0 ? "gone" : "alive";
  return name !== "KL" && Math.abs(value - exact) > WRONG ? "lost" : "alive";
}

/** For each quantity: runs of h with one fate. */
function fates(state) {
  const runs = Object.fromEntries(QUANTITIES.map((name) => [name, []]));
  for (let h = fields.h.low; h <= fields.h.high; h += 0.5) {
    const values = found(state, h);
    // Written in ε, log q keeps its digits; the other form loses them in float64 too, where 1 + σ rounds to 1.
    const [exact] = losses(h, scaleOf(state.as), clampOf(state), exactly)["log q in ε"];
    for (const name of QUANTITIES) {
      const now = fate(name, values[name][0], exact);
      const last = runs[name].at(-1);
      if (last?.fate === now) last.to = h;
      else runs[name].push({ fate: now, from: last ? last.to : h, to: h });
    }
  }
  return runs;
}

const columnsIn = (width) => (width > 520 ? 2 : 1);
const ends = (width) => [NAMES, width - columnsIn(width) * VALUES - 14]; // px: of the axis of h
const fateAt = (runs, h) => runs.find(({ from, to }) => from <= h && h <= to)?.fate;

/** A fate is told apart by its colour and by its height. */
const strip = (kind, x, y, width, height) =>
  kind === "gone"
    ? box(x, y + height / 2 - 2, width, 4, "w-gone")
    : box(x, y, width, height, `w-${kind}`);

function draw(state, width, height) {
  const columns = columnsIn(width);
  const right = width - (columns - 1) * VALUES; // of the values
  const x = linear([fields.h.low, fields.h.high], ends(width));
  const [values, runs] = [found(state), fates(state)];
  const rows = QUANTITIES.map((name, i) => {
    const y = TOP + ROW * i;
    const strips = runs[name].map(({ fate: kind, from, to }) =>
      strip(kind, x(from), y + 6, Math.max(1, x(to) - x(from)), 18),
    );
    const [value, slope] = values[name];
    const bad = (of) => (Number.isFinite(of) ? "" : "w-ended");
    const here = fateAt(runs[name], state.h);
    const ended = here === "alive" ? "" : "w-ended";
    return [
      text(0, y + 20, name, "w-name"),
      ...strips,
      text(right, y + 20, shown(value, 3), `w-value ${ended}`, "end"),
      columns > 1 ? text(width, y + 20, shown(slope, 3), `w-value ${bad(slope)}`, "end") : "",
    ].join("");
  });
  const floor = TOP + ROW * QUANTITIES.length;
  const ticks = (width > 400 ? [-80, -40, 0, 40, 80] : [-80, 0, 80]).map((h) =>
    tick(x(h), floor + 18, fixed(h, 0)),
  );
  return svg(
    width,
    height,
    text(right, 12, "value", "w-faint", "end"),
    columns > 1 ? text(width, 12, "d/dh", "w-faint", "end") : "",
    ...rows,
    line(x(state.h), TOP - 6, x(state.h), floor + 2, "w-curve w-plain"),
    grip(x(state.h), TOP - 10),
    ...ticks,
    tick(NAMES - 16, floor + 18, "h", "end"),
  );
}

function words(state) {
  const values = found(state);
  return QUANTITIES.map((name) => {
    const [value, slope] = values[name];
    return `${name} ${number(name, value, shown(value, 3))}, gradient ${number(`${name} by h`, slope, shown(slope, 3))}`;
  }).join("; ");
}

/** What a screen reader says of h: the quantities that do not survive, if there are any. */
function told(state) {
  const runs = fates(state);
  const faults = ["lost", "gone"]
    .map((kind) => [FATES[kind], QUANTITIES.filter((q) => fateAt(runs[q], state.h) === kind)])
    .filter(([, which]) => which.length);
  const found = faults.map(([name, which]) => `${name}: ${which.join(", ")}`).join("; ");
  return `${found || "all survive"}. h = ${fixed(state.h, 1)}`;
}

export function mount(figure) {
  const height = () => TOP + ROW * QUANTITIES.length + 26;
  widget(figure, {
    name: "float-cliff",
    label: "Float cliff: the h at which each term of the loss fails in a float format",
    fields,
    height,
    draw,
    drag: (x, _y, _state, width) => ({
      h: linear(ends(width), [fields.h.low, fields.h.high])(x),
    }),
    build(live) {
      const said = () => told(live.state);
      const formats = Object.keys(FORMATS).map((value) => ({ value, text: value }));
      const key = Object.entries(FATES).map(
        ([kind, name]) =>
          `<span class="held">${svg(14, 12, strip(kind, 0, 0, 14, 12))} ${name}</span>`,
      );
      const clamps = [
        { value: "none", text: "none" },
        { value: "copied", text: inWords(COPIED) },
        { value: "safe", text: "safe" },
      ];
      const clamp = live.choose("clamp", "Clamp of log σ²", clamps, said);
      live.follow(({ format }) => {
        clamp.querySelector("[value=safe] + span").textContent = `safe ${inWords(safeIn(format))}`;
      });
      return [
        live.choose("format", "Computed in", formats, said),
        live.choose("as", "h is", optionsOf(TWO), said),
        clamp,
        live.slide("h", "h", said),
        live.picture,
        live.write("p", "w-heard", words),
        foot(key.join(" "), live.reset),
      ];
    },
  });
}
