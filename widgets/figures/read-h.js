// Front page: one raw output h, read by four labels; the spread that each makes of it.
import { choices, slider } from "../controls.js";
import { element, fixed, number, shown } from "../dom.js";
import { dot, evenly, group, line, linear, shape, svg, text, through } from "../drawing.js";
import { choice, range } from "../fields.js";
import { LABELS } from "../labels.js";
import { density, NOISE } from "../normal.js";
import { widget } from "../widget.js";

export const reserved = { desk: 630, phone: 684 }; // px

const MEAN = 1;
const RULERS_FROM = 92; // px, right of their names
const EDGE = 5; // of the axis of z
const fields = {
  as: choice(Object.keys(LABELS), "log_variance"),
  h: range(-4, 4, 0.1, -2),
};

const RULERS = [
  { name: "σ", marks: [0.05, 0.2, 1, 5, 20], logStd: Math.log, value: Math.exp },
  {
    name: "σ²",
    of: "raw_variance",
    marks: [0.001, 0.03, 1, 30, 1000],
    logStd: (x) => Math.log(x) / 2,
    value: (s) => Math.exp(2 * s),
  },
  { name: "log σ", of: "log_std", marks: [-4, -2, 0, 2, 4], logStd: (x) => x, value: (s) => s },
  {
    name: "log σ²",
    of: "log_variance",
    marks: [-8, -4, 0, 4, 8],
    logStd: (x) => x / 2,
    value: (s) => 2 * s,
  },
];

function bell(x, y, std, given) {
  const reach = Math.min(4.5 * std, 2 * EDGE);
  const points = evenly(Math.max(-EDGE - 1, MEAN - reach), Math.min(EDGE + 1, MEAN + reach), 160);
  const curve = points.map((z) => [x(z), y(density(z, MEAN, std))]);
  return through([[curve[0][0], y(0)], ...curve, [curve.at(-1)[0], y(0)]], given);
}

function drawBells(x, std, floor, dead) {
  const top = 30;
  const peak = Math.max(0.42, dead ? 0 : density(0, 0, std));
  const y = linear([0, peak], [floor, top]);
  const prior = evenly(-EDGE, EDGE, 120).map((z) => [x(z), y(density(z, 0, 1))]);
  const priorName = Math.min(y(density(-1.1, 0, 1)), floor - 8);
  return [
    through([[x(-EDGE), floor], ...prior, [x(EDGE), floor]], { class: "w-prior" }),
    text(x(-1.2), priorName - 6, "prior N(0, 1)", { class: "w-faint", "text-anchor": "end" }),
    dead ? "" : bell(x, y, std, { class: "w-bell" }),
    line(x(-EDGE), floor, x(EDGE), floor, { class: "w-axis" }),
  ];
}

function drawNoise(x, std, floor, below, dead) {
  const rays = NOISE.map((noise) => {
    const z = MEAN + std * noise;
    const ray =
      dead || Math.abs(z) > 40 * EDGE ? "" : line(x(noise), below, x(z), floor, { class: "w-ray" });
    return (
      ray +
      dot(x(noise), below, 3, { class: "w-noise" }) +
      (ray && dot(x(z), floor, 4, { class: "w-draw" }))
    );
  });
  return rays;
}

function drawRulers(top, width, logStd, as, dead) {
  const at = linear([-4.25, 4.25], [RULERS_FROM, width - 12]);
  const rows = RULERS.map(({ name, of, marks, logStd: place, value }, i) => {
    const y = top + 40 * i;
    const chosen = of === as;
    const ticks = marks.map(
      (mark) =>
        line(at(place(mark)), y - 4, at(place(mark)), y + 4, { class: "w-axis" }) +
        text(at(place(mark)), y + 19, String(mark).replace("-", "−"), {
          class: "w-tick",
          "text-anchor": "middle",
        }),
    );
    const here = at(logStd);
    const side = here > width - 90 ? -1 : 1;
    const mark = dead
      ? ""
      : dot(here, y, 6, { class: "w-mark" }) +
        text(here + 10 * side, y - 7, shown(value(logStd)), {
          class: "w-read",
          "text-anchor": side > 0 ? "start" : "end",
        });
    return group(
      { class: chosen ? "w-ruler w-chosen" : "w-ruler" },
      text(RULERS_FROM - 14, y + 5, chosen ? `h = ${name}` : name, {
        class: "w-name",
        "text-anchor": "end",
      }),
      line(at(-4.25), y, at(4.25), y, { class: "w-axis" }),
      ...ticks,
      mark,
    );
  });
  const through = dead
    ? ""
    : line(at(logStd), top - 14, at(logStd), top + 40 * (RULERS.length - 1), { class: "w-thread" });
  return [through, ...rows];
}

function draw({ as, h }, width, height) {
  const logStd = LABELS[as].logStd(h);
  const std = Math.exp(logStd);
  const dead = !(std > 0);
  const x = linear([-EDGE, EDGE], [20, width - 6]);
  const [floor, below] = [170, 222];
  const clip = shape(
    "clipPath",
    { id: "read-h-clip" },
    shape("rect", { x: 18, y: 0, width: width - 18, height: below + 12 }),
  );
  return svg(
    width,
    height,
    clip,
    group(
      { "clip-path": "url(#read-h-clip)" },
      ...drawBells(x, std, floor, dead),
      ...drawNoise(x, std, floor, below, dead),
    ),
    text(0, floor + 5, "z", { class: "w-name" }),
    text(0, below + 5, "ε", { class: "w-name" }),
    dead
      ? text(
          x(0),
          16,
          h < 0 ? `σ² = ${fixed(h, 1)}: no such spread` : "σ² = 0: a bell without width",
          { class: "w-wrong", "text-anchor": "middle" },
        )
      : "",
    ...drawRulers(268, width, logStd, as, dead),
  );
}

function told({ as, h }) {
  const std = Math.exp(LABELS[as].logStd(h));
  return std > 0
    ? `σ is ${shown(std)}`
    : `there is no σ: the code gives ${std === 0 ? "0" : "NaN"}`;
}

export function mount(figure) {
  widget(figure, {
    name: "read-h",
    label: "Read h: the same network output by four labels",
    fields,
    height: () => 414,
    draw,
    drag(x, y, { as }, width) {
      // Above, the bell's side follows the pointer; below, the mark on the rulers does.
      const logStd =
        y < 240
          ? Math.log(Math.abs(linear([20, width - 6], [-EDGE, EDGE])(x) - MEAN) + 1e-3)
          : linear([RULERS_FROM, width - 12], [-4.25, 4.25])(x);
      return { h: LABELS[as].raw(Math.min(4, logStd)) };
    },
    build(set, live) {
      live.as = choices({
        label: "Read h as",
        options: Object.entries(LABELS).map(([value, { name, hue }]) => ({
          value,
          text: name,
          hue,
        })),
        onInput(as) {
          set({ as });
          live.say(`h is ${fixed(live.state.h, 1)}, ${told(live.state)}.`);
        },
      });
      live.h = slider({
        label: "h",
        field: fields.h,
        say: () => `${fixed(live.state.h, 1)}, ${told(live.state)}`,
        onInput: (h) => set({ h }),
      });
      live.code = element("pre", { className: "w-code" });
      const hint = element("p", {
        className: "w-hint",
        innerHTML:
          "<b>Try</b> another label: h stays, the spread does not. Then read h as σ² itself, and pull it below 0.",
      });
      return [
        live.as,
        live.h,
        live.picture,
        live.code,
        element("div", { className: "w-foot" }, hint, live.reset),
      ];
    },
    show(state, live) {
      const { hue, code, logStd } = LABELS[state.as];
      const std = Math.exp(logStd(state.h));
      figure.dataset.hue = hue;
      live.as.show(state.as);
      live.h.show(state.h, fixed(state.h, 1));
      live.code.innerHTML =
        `sigma = ${code(state.h.toFixed(1))}`.padEnd(26) +
        `<i># ${number("σ", std)}</i>\n` +
        `z = ${MEAN} + sigma * noise`.padEnd(26) +
        `<i># μ = ${MEAN}</i>`;
    },
  });
}
