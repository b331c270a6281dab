// Factor of two: the sampling line uses v in one way, and the KL line reads it in another.
import { foot } from "../controls.js";
import { fixed, number, shown } from "../dom.js";
import {
  box,
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
import { LABELS } from "../labels.js";
import { density, klToPrior, NOISE } from "../normal.js";
import { widget } from "../widget.js";

export const reserved = { desk: 598, phone: 705 }; // px

const TWO = ["log_variance", "log_std"];
const fields = {
  v: range(-5, 2, 0.1, -3),
  draws: choice(TWO, "log_std"),
  believes: choice(TWO, "log_variance"),
};
const EDGE = 3; // of the axis of z
const [TOP, FLOOR, BARS] = [50, 186, 258]; // px
const SCALES = [4, 10, 30, 100]; // nats: ends of the axis of both KLs

/** log σ that is drawn with, log σ that the KL line believes in, and both KLs in nats. */
export function kls({ v, draws, believes }) {
  const [drawn, believed] = [draws, believes].map((label) => LABELS[label].logStd(v));
  return { drawn, believed, true: klToPrior(drawn), printed: klToPrior(believed) };
}

function drawBells(state, width) {
  const { drawn, believed } = kls(state);
  const [std, other] = [Math.exp(drawn), Math.exp(believed)];
  const [hue, otherHue] = [state.draws, state.believes].map((label) => LABELS[label].hue);
  const x = linear([-EDGE, EDGE], [20, width - 6]);
  const y = linear([0, Math.max(density(0, 0, std), density(0, 0, other))], [FLOOR, TOP]);
  // A wide bell runs out of the picture on both sides.
  const outline = (spread) =>
    evenly(-2 * EDGE, 2 * EDGE, 480).map((z) => [x(z), y(density(z, 0, spread))]);
  const draws = NOISE.map((noise) => std * noise).filter((z) => Math.abs(z) < EDGE);
  return [
    clipped(
      "lose-half-clip",
      [20, 0, width - 20, FLOOR + 1],
      through([[x(-2 * EDGE), FLOOR], ...outline(std), [x(2 * EDGE), FLOOR]], `w-bell ${hue}`),
      through(outline(other), `w-curve w-dashed ${otherHue}`),
    ),
    line(20, FLOOR, width, FLOOR, "w-axis"),
    group(
      hue,
      ...draws.map((z) => dot(x(z), FLOOR, 4, "w-draw")),
      std < EDGE ? grip(x(std), y(density(std, 0, std))) : "",
    ),
    ...[-2, 0, 2].map((z) => tick(x(z), FLOOR + 21, fixed(z, 0))),
    text(0, FLOOR + 5, "z", "w-name"),
    text(20, 14, `drawn: σ = ${shown(std)}`, `w-label ${hue}`),
    text(20, 36, `in the KL: σ = ${shown(other)} (dashed)`, `w-label ${otherHue}`),
  ];
}

function drawBars(state, width) {
  const found = kls(state);
  const most = SCALES.find((end) => end >= Math.max(found.true, found.printed));
  const x = linear([0, most], [66, width - 60]);
  const ticks = [0, most / 2, most].map(
    (mark) =>
      line(x(mark), BARS + 2, x(mark), BARS + 72, "w-grid") +
      tick(x(mark), BARS - 6, shown(mark, 1)),
  );
  const bar = (name, kl, y, hue, kind) =>
    group(
      hue,
      text(56, y + 16, name, "", "end"),
      box(x(0), y, Math.max(1.5, x(kl) - x(0)), 22, kind, 3),
      text(x(kl) + 8, y + 16, shown(kl, 3), "w-label"),
    );
  const gap = found.true - found.printed;
  const [left, right] = [x(found.printed), x(found.true)].sort((a, b) => a - b);
  const [high, low] = [BARS + 76, BARS + 82];
  const corners = [left, left, right, right].map((at, i) => [at, i % 3 ? low : high]);
  const wrong = `${gap > 0 ? "too good" : "too low"} by ${shown(Math.abs(gap), 3)}`;
  const start = Math.min(width - 110, Math.max(66, (left + right) / 2 - 60));
  const bracket = through(corners, "w-flow") + text(start, BARS + 99, wrong, "w-strong-text");
  return [
    text(0, BARS - 26, "KL from the prior, nats", "w-faint"),
    ...ticks,
    bar("true", found.true, BARS + 8, LABELS[state.draws].hue, "w-draw"),
    bar("printed", found.printed, BARS + 46, LABELS[state.believes].hue, "w-bell w-dashed"),
    Math.abs(gap) < 1e-12 ? "" : bracket,
  ];
}

function words(state) {
  const found = kls(state);
  const gap = found.true - found.printed;
  const said = (of, value) => number(of, value, shown(value, 3));
  const numbers = `true KL ${said("true", found.true)}, printed ${said("printed", found.printed)}, gap ${said("gap", gap)} nats`;
  if (state.draws === state.believes)
    return `Both lines read v in the same way, so the two KLs agree for every v: ${numbers}.`;
  if (state.v === 0)
    return `At v = 0 both parameterizations mean σ = 1: ${numbers}. Training starts near here, so a first test does not find the mismatch.`;
  return `The program prints an ELBO that is ${gap > 0 ? "too good" : "too low"}: ${numbers}.`;
}

export function mount(figure) {
  widget(figure, {
    name: "lose-half",
    label: "Lose the ½: the σ that is drawn and the σ that the KL assumes",
    fields,
    height: () => BARS + 106,
    draw: (state, width) =>
      svg(width, BARS + 106, ...drawBells(state, width), ...drawBars(state, width)),
    drag(x, y, { draws }, width) {
      if (y > FLOOR + 20) return;
      const std = Math.abs(linear([20, width - 6], [-EDGE, EDGE])(x)) + 1e-3;
      return { v: LABELS[draws].raw(Math.log(std)) };
    },
    build(live) {
      const said = () => live.words.textContent;
      const line = (field, label, texts) => {
        const options = TWO.map((value, i) => ({
          value,
          text: `<code>${texts[i]}</code>`,
          hue: LABELS[value].hue,
        }));
        return live.choose(field, label, options, said);
      };
      live.words = live.write("p", "w-says", words);
      return [
        line("draws", "The sample uses σ =", ["exp(0.5 * v)", "exp(v)"]),
        line("believes", "The KL reads v as", ["log σ²", "log σ"]),
        live.slide("v", "v", (v) => `${fixed(v, 1)}: ${said()}`),
        live.picture,
        live.words,
        foot("<b>Try</b> v = 0. Then put the ½ back.", live.reset),
      ];
    },
  });
}
