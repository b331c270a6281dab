// Reason 4: one KL as a function of four coordinates of σ, and the steps of gradient descent in each.
import { foot } from "../controls.js";
import { number, shown } from "../dom.js";
import { clipped, dot, evenly, group, line, linear, svg, text, through, tick } from "../drawing.js";
import { range } from "../fields.js";
import { COORDINATES, descend, kl, STEPS } from "../slopes.js";
import { widget } from "../widget.js";

export const reserved = { desk: 600, phone: 640 }; // px

// All three are decimal logarithms: a slider moves by factors.
const fields = {
  rate: range(-3, 1, 0.05, -0.45),
  target: range(-1, 0.5, 0.05, -0.3),
  start: range(-1, 0.5, 0.05, 0),
};
const NAMES = { rate: "rate α", target: "target σ", start: "start σ" };
const [PANEL, GAP, CURVE] = [208, 22, 120]; // px: a panel, between two, its curve
const SHOWN = 60; // steps that are drawn
const BELOW_ZERO = 0.12; // of the axes of σ and σ², in parts of the rest

const setting = (state) =>
  Object.fromEntries(Object.entries(state).map(([name, log]) => [name, 10 ** log]));

/** A small α is no fault: it only needs more steps than we take. */
const slow = ({ arrived, ended }, stable) => arrived === Infinity && !ended && stable;

function verdict({ logarithmic, name, std }, found, stable) {
  const end = logarithmic ? `σ = ${shown(std(found.path.at(-1)))}` : `${name} < 0`;
  if (found.ended) return `step ${found.ended}: ${end}`;
  if (slow(found, stable)) return `not in ${STEPS} steps`;
  return found.arrived < Infinity ? `there at step ${found.arrived}` : "does not settle";
}

function drawPanel(coordinate, given, left, top, width, id) {
  const { of, std, name, rule, limit, logarithmic } = coordinate;
  const { start, target, rate } = given;
  const right = left + width - 4;
  const found = descend(coordinate, given);
  const [least, most] = [Math.min(start, target), Math.max(start, target)];
  const far = of(most * 1.6);
  const ends = logarithmic ? [of(least / 6), of(most * 2.5)] : [-BELOW_ZERO * far, far];
  const x = linear(ends, [left + 4, right]);
  const high = Math.max(1, kl(start / target) * 1.3);
  const y = linear([0, high], [top + 30 + CURVE, top + 34]);
  const place = (theta) => [x(theta), y(kl(std(theta) / target))];
  const steps = found.path.slice(0, SHOWN);
  const path = steps.filter((theta) => std(theta) > 0).map(place);
  // The step across 0 has no KL to end at, so it is drawn level.
  const across =
    found.ended && !logarithmic && found.ended < SHOWN
      ? through([path.at(-1), [x(steps.at(-1)), path.at(-1)[1]]], "w-curve w-dashed")
      : "";
  const stable = rate < limit(target);
  const value = shown(limit(target));
  const long = width < 200 && value.length > 6; // would cover the panel's name
  const bound = logarithmic ? rule : `${long ? "" : `${rule} = `}${value}`;
  const size = `α ${stable ? "<" : "≥"} ${bound}`;
  const fine = found.arrived < Infinity || slow(found, stable);
  // A mark, not an underline: Chromium leaves parts of an underline in the picture when the words change.
  const outcome = `${fine ? "" : "✗ "}${verdict(coordinate, found, stable)}`;
  return [
    text(left + 4, top + 15, name, "w-name w-label"),
    text(right, top + 15, size, stable ? "w-faint" : "w-strong-text", "end"),
    clipped(
      id,
      [left, top + 22, width, CURVE + 14],
      line(x(of(target)), top + 22, x(of(target)), y(0), "w-axis w-dashed"),
      logarithmic ? "" : line(x(0), top + 22, x(0), y(0), "w-axis"),
      through(evenly(logarithmic ? ends[0] : 0, ends[1], 140).map(place), "w-curve"),
      through(path, "w-thread"),
      across,
      ...path.map(([at, height], i) =>
        dot(at, height, i ? 3 : 5.5, i ? "w-draw w-earlier" : "w-mark"),
      ),
    ),
    line(left, y(0), left + width, y(0), "w-axis"),
    text(left + 2, y(0) - 6, "KL", "w-faint"),
    tick(right, y(0) + 16, name, "end"),
    logarithmic ? "" : tick(x(0), y(0) + 16, "0"),
    text(left + 4, y(0) + 36, outcome, "w-strong-text"),
  ];
}

function draw(state, width, height) {
  const given = setting(state);
  const wide = (width - GAP) / 2;
  return svg(
    width,
    height,
    ...Object.values(COORDINATES).map((coordinate, i) => {
      const [left, top] = [(i % 2) * (wide + GAP), Math.floor(i / 2) * (PANEL + 6)];
      const panel = drawPanel(coordinate, given, left, top, wide, `four-slopes-${i}`);
      return group(coordinate.hue, ...panel);
    }),
  );
}

function words(state) {
  const given = setting(state);
  return Object.entries(COORDINATES)
    .map(([key, coordinate]) => {
      const found = descend(coordinate, given);
      const limit = coordinate.limit(given.target);
      return `<span>${coordinate.name}: ${number(`${key} arrived`, found.arrived, verdict(coordinate, found, given.rate < limit))}${number(`${key} limit`, limit, "")}</span>`;
    })
    .join("; ");
}

export function mount(figure) {
  widget(figure, {
    name: "four-slopes",
    label: "Four slopes: gradient descent on one KL in four coordinates",
    fields,
    height: () => 2 * PANEL - 8,
    draw,
    build(live) {
      const text = (log) => shown(10 ** log);
      const say = (log) => `${text(log)}. ${live.words.textContent}`;
      live.words = live.write("p", "w-heard", words);
      return [
        ...Object.entries(NAMES).map(([name, label]) => live.slide(name, label, say, { text })),
        live.picture,
        live.words,
        foot(
          "<b>Try</b> a smaller target: σ and σ² need a smaller α, but the logarithms do not. Then raise α past 1, and past 4. Each limit of α holds near the target σ.",
          live.reset,
        ),
      ];
    },
  });
}
