// Overflow: where each term of the loss leaves a float format.
import { choices, slider } from "../controls.js";
import { element, fixed, number, shown } from "../dom.js";
import { dot, group, line, linear, shape, svg, text } from "../drawing.js";
import { choice, range } from "../fields.js";
import { FORMATS, losses, QUANTITIES, rounding } from "../float-formats.js";
import { LABELS } from "../labels.js";
import { widget } from "../widget.js";

export const reserved = { desk: 484, phone: 581 }; // px

const TWO = ["log_variance", "log_std"];
const fields = {
  format: choice(Object.keys(FORMATS), "float16"),
  as: choice(TWO, "log_variance"),
  clamp: choice(["none", "copied", "safe"], "none"),
  h: range(-100, 100, 0.5, -12),
};
const ROW = 34; // px
const [NAMES, VALUES, TOP] = [78, 92, 26];
const WRONG = 0.1; // nats: by so much log q is off where its digits are lost
const exactly = (x) => x;

/** The clamp of h; it is written for log σ², so log σ has half of it. */
function clampOf({ clamp, as, format }) {
  if (clamp === "none") return null;
  const ends = clamp === "copied" ? [-30, 20] : FORMATS[format].safe;
  return ends.map((end) => end / (2 * LABELS[as].logStd(1)));
}

const scaleOf = (as) => LABELS[as].logStd(1);
const found = (state, h = state.h) =>
  losses(h, scaleOf(state.as), clampOf(state), rounding(FORMATS[state.format]));

/** "alive", "gone" (∞, NaN, or a factor that became 0), or "lost": digits are. */
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
    const exact = losses(h, scaleOf(state.as), clampOf(state), exactly);
    for (const name of QUANTITIES) {
      const now = fate(name, values[name][0], exact[name][0]);
      const last = runs[name].at(-1);
      if (last?.fate === now) last.to = h;
      else runs[name].push({ fate: now, from: last ? last.to : h, to: h });
    }
  }
  return runs;
}

function draw(state, width, height) {
  const columns = width > 520 ? 2 : 1;
  const x = linear([fields.h.low, fields.h.high], [NAMES, width - columns * VALUES - 10]);
  const [values, runs] = [found(state), fates(state)];
  const rows = QUANTITIES.map((name, i) => {
    const y = TOP + ROW * i;
    const strips = runs[name].map(({ fate: kind, from, to }) =>
      shape("rect", {
        x: x(from),
        y: y + 6,
        width: Math.max(1, x(to) - x(from)),
        height: 18,
        class: `w-${kind}`,
      }),
    );
    const [value, slope] = values[name];
    const bad = (of) => (Number.isFinite(of) ? "" : "w-ended");
    const here = runs[name].find(({ from, to }) => from <= state.h && state.h <= to)?.fate;
    return [
      text(0, y + 20, name, { class: "w-name" }),
      ...strips,
      text(width - (columns - 1) * VALUES, y + 20, shown(value, 3), {
        class: `w-value ${here === "alive" ? "" : "w-ended"}`,
        "text-anchor": "end",
      }),
      columns > 1
        ? text(width, y + 20, shown(slope, 3), {
            class: `w-value ${bad(slope)}`,
            "text-anchor": "end",
          })
        : "",
    ].join("");
  });
  const floor = TOP + ROW * QUANTITIES.length;
  const ticks = [-80, -40, 0, 40, 80].map((h) =>
    text(x(h), floor + 18, fixed(h, 0), { class: "w-tick", "text-anchor": "middle" }),
  );
  return svg(
    width,
    height,
    text(width - (columns - 1) * VALUES, 12, "value", { class: "w-faint", "text-anchor": "end" }),
    columns > 1 ? text(width, 12, "d/dh", { class: "w-faint", "text-anchor": "end" }) : "",
    ...rows,
    line(x(state.h), TOP - 6, x(state.h), floor + 2, { class: "w-here" }),
    dot(x(state.h), TOP - 8, 6, { class: "w-mark" }),
    group({}, ...ticks),
    text(NAMES - 16, floor + 18, "h", { class: "w-tick", "text-anchor": "end" }),
  );
}

function words(state) {
  const values = found(state);
  return QUANTITIES.map((name) => {
    const [value, slope] = values[name];
    return `${name} ${number(name, value, shown(value, 3))}, gradient ${number(`${name} by h`, slope, shown(slope, 3))}`;
  }).join("; ");
}

export function mount(figure) {
  const height = () => TOP + ROW * QUANTITIES.length + 26;
  widget(figure, {
    name: "float-cliff",
    label: "Float cliff: where the loss leaves a float format",
    fields,
    height,
    draw,
    drag(x, _y, _state, width) {
      const columns = width > 520 ? 2 : 1;
      return {
        h: linear([NAMES, width - columns * VALUES - 10], [fields.h.low, fields.h.high])(x),
      };
    },
    build(set, live) {
      const chosen = (field, label, options) => {
        live[field] = choices({
          label,
          options,
          onInput(value) {
            set({ [field]: value });
            live.say(live.words.textContent);
          },
        });
        return live[field];
      };
      live.h = slider({
        label: "h",
        field: fields.h,
        say: (h) => `${fixed(h, 1)}. ${live.words.textContent}`,
        onInput: (h) => set({ h }),
      });
      live.words = element("p", { className: "w-heard" });
      const key = element("p", {
        className: "w-hint",
        innerHTML:
          "<span><i class='w-key w-key-alive'></i> survives</span> <span><i class='w-key w-key-lost'></i> digits lost</span> <span><i class='w-key w-key-gone'></i> ∞, 0 or NaN</span>",
      });
      return [
        chosen(
          "format",
          "Computed in",
          Object.keys(FORMATS).map((value) => ({ value, text: value })),
        ),
        chosen(
          "as",
          "h is",
          TWO.map((value) => ({ value, text: LABELS[value].name, hue: LABELS[value].hue })),
        ),
        chosen("clamp", "Clamp of log σ²", [
          { value: "none", text: "none" },
          { value: "copied", text: "(−30, 20)" },
          { value: "safe", text: "safe" },
        ]),
        live.h,
        live.picture,
        live.words,
        element("div", { className: "w-foot" }, key, live.reset),
      ];
    },
    show(state, live) {
      figure.dataset.hue = LABELS[state.as].hue;
      live.words.innerHTML = words(state);
      for (const field of ["format", "as", "clamp"]) live[field].show(state[field]);
      live.h.show(state.h, fixed(state.h, 1));
    },
  });
}
