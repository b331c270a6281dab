// The question: one raw output h by four parameterizations, and the spread that each makes of it.
import { foot } from "../controls.js";
import { fixed, number, shown } from "../dom.js";
import {
  clipped,
  dot,
  evenly,
  grip,
  group,
  line,
  linear,
  svg,
  text,
  through,
  tick,
} from "../drawing.js";
import { choice, range } from "../fields.js";
import { LABELS, optionsOf } from "../labels.js";
import { density, NOISE } from "../normal.js";
import { widget } from "../widget.js";

export const reserved = { desk: 622, phone: 719 }; // px

const MEAN = 1;
const RULERS_FROM = 108; // px, right of their names
const [FIRST, RULER] = [22, 41]; // px: the first ruler's y, and from one to the next
const ENDS = [-4.25, 4.25]; // of the rulers: log σ
const EDGE = 5; // of the axis of z
const [TOP, FLOOR, NOISES, HEIGHT] = [222, 332, 376, 388]; // px: of the bells, of their axis, of ε, of all
const fields = {
  as: choice(Object.keys(LABELS), "log_variance"),
  h: range(-4, 4, 0.1, -2),
};

const RULERS = [
  { name: "σ", marks: [0.05, 0.2, 1, 5, 20], logStd: Math.log, value: Math.exp },
  { as: "raw_variance", name: "σ²", marks: [0.001, 0.03, 1, 30, 1000] },
  { as: "log_std", name: "log σ", marks: [-4, -2, 0, 2, 4] },
  { as: "log_variance", name: "log σ²", marks: [-8, -4, 0, 4, 8] },
  { as: "softplus_std", name: "softplus⁻¹ σ", marks: [-4, -2, 0, 2, 5, 20, 60] },
].map(({ as, ...ruler }) =>
  as ? { as, ...ruler, logStd: LABELS[as].logStd, value: LABELS[as].raw } : ruler,
);

function bell(x, y, std, given) {
  const reach = Math.min(4.5 * std, 2 * EDGE);
  const points = evenly(Math.max(-EDGE - 1, MEAN - reach), Math.min(EDGE + 1, MEAN + reach), 160);
  const curve = points.map((z) => [x(z), y(density(z, MEAN, std))]);
  return through([[curve[0][0], y(0)], ...curve, [curve.at(-1)[0], y(0)]], given);
}

function drawBells(x, std, dead) {
  const peak = Math.max(0.42, dead ? 0 : density(0, 0, std));
  const y = linear([0, peak], [FLOOR, TOP]);
  const prior = evenly(-EDGE, EDGE, 120).map((z) => [x(z), y(density(z, 0, 1))]);
  const priorName = Math.min(y(density(-1.1, 0, 1)), FLOOR - 8);
  const side = MEAN + std;
  return [
    through([[x(-EDGE), FLOOR], ...prior, [x(EDGE), FLOOR]], "w-prior"),
    text(x(-1.2), priorName - 6, "prior N(0, 1)", "w-faint", "end"),
    dead ? "" : bell(x, y, std, "w-bell"),
    line(x(-EDGE), FLOOR, x(EDGE), FLOOR, "w-axis"),
    dead || side > EDGE ? "" : grip(x(side), y(density(side, MEAN, std))),
  ];
}

function drawNoise(x, std, dead) {
  return NOISE.map((noise) => {
    const z = MEAN + std * noise;
    const ray =
      dead || Math.abs(z) > 40 * EDGE ? "" : line(x(noise), NOISES, x(z), FLOOR, "w-thread");
    return ray + dot(x(noise), NOISES, 3, "w-faint") + (ray && dot(x(z), FLOOR, 4, "w-draw"));
  });
}

function drawRulers(width, logStd, as, dead) {
  const at = linear(ENDS, [RULERS_FROM, width - 12]);
  const rows = RULERS.map(({ name, as: of, marks, logStd: place, value }, i) => {
    const y = FIRST + RULER * i;
    const chosen = of === as;
    const ticks = marks.map(
      (mark) =>
        line(at(place(mark)), y - 5, at(place(mark)), y + 5, "w-axis") +
        tick(at(place(mark)), y + 17, String(mark).replace("-", "−")),
    );
    const [shift, anchor] = logStd > 2 ? [-12, "end"] : [12, "start"];
    const words = (chosen ? "h = " : "") + shown(value(logStd));
    const mark =
      (chosen ? grip(at(logStd), y) : dot(at(logStd), y, 6, "w-mark")) +
      text(at(logStd) + shift, y - 8, words, "w-read", anchor);
    return group(
      "w-ruler",
      text(RULERS_FROM - 14, y + 5, name, chosen ? "w-name w-label" : "w-name", "end"),
      line(at(ENDS[0]), y, at(ENDS[1]), y, "w-axis"),
      ...ticks,
      dead ? "" : mark,
    );
  });
  const thread = dead
    ? ""
    : line(at(logStd), FIRST - 12, at(logStd), FIRST + RULER * (RULERS.length - 1), "w-thread");
  return [thread, ...rows];
}

function draw({ as, h }, width, height) {
  const logStd = LABELS[as].logStd(h);
  const std = Math.exp(logStd);
  const dead = !(std > 0);
  const x = linear([-EDGE, EDGE], [20, width - 6]);
  const fault = h < 0 ? `σ² = ${fixed(h, 1)}: there is no such σ` : "σ² = 0: a bell without width";
  return svg(
    width,
    height,
    ...drawRulers(width, logStd, as, dead),
    clipped(
      "read-h-clip",
      [18, 0, width - 18, height],
      ...drawNoise(x, std, dead),
      ...drawBells(x, std, dead),
    ),
    text(0, FLOOR + 5, "z", "w-name"),
    text(0, NOISES + 5, "ε", "w-name"),
    dead ? text(x(0), TOP - 4, fault, "w-read", "middle") : "",
  );
}

function told({ as, h }) {
  const std = Math.exp(LABELS[as].logStd(h));
  return std > 0
    ? `σ is ${shown(std)}`
    : `so there is no σ: the code returns ${std === 0 ? "0" : "NaN"}`;
}

function codeOf({ as, h }) {
  const { code, logStd } = LABELS[as];
  return (
    `sigma = ${code(h.toFixed(1))}`.padEnd(26) +
    `<i># ${number("σ", Math.exp(logStd(h)))}</i>\n` +
    `z = ${MEAN} + sigma * noise`.padEnd(26) +
    `<i># μ = ${MEAN}</i>`
  );
}

export function mount(figure) {
  widget(figure, {
    name: "read-h",
    label: "Read h: one network output, four parameterizations",
    fields,
    height: () => HEIGHT,
    draw,
    drag(x, y, { as }, width) {
      // The mark on the rulers follows the pointer, and so does the bell's side below them.
      const logStd =
        y < TOP - 12
          ? linear([RULERS_FROM, width - 12], ENDS)(x)
          : Math.log(Math.abs(linear([20, width - 6], [-EDGE, EDGE])(x) - MEAN) + 1e-3);
      return { h: LABELS[as].raw(Math.min(4, logStd)) };
    },
    build(live) {
      const said = () => `${fixed(live.state.h, 1)}, ${told(live.state)}`;
      return [
        live.choose("as", "Read h as", optionsOf(Object.keys(LABELS)), () => `h is ${said()}.`),
        live.slide("h", "h", said),
        live.picture,
        live.write("pre", "w-code", codeOf),
        foot(
          "<b>Try</b> another parameterization: h stays the same, but σ changes. Then read h as σ² itself, and move it below 0. The taller bell always fills the height, so the prior looks flat if σ is small.",
          live.reset,
        ),
      ];
    },
  });
}
