// The question: one image through the whole model, from the encoder's outputs to the decoded image.
import { button } from "../controls.js";
import { element, fixed, number, shown } from "../dom.js";
import { box, group, svg, text, through } from "../drawing.js";
import { loaded } from "../fetched.js";
import { range } from "../fields.js";
import { LABELS } from "../labels.js";
import { klToPrior } from "../normal.js";
import { canvasCell, IMAGES, loadHead, loadImages, paint } from "../trained.js";
import { widget } from "../widget.js";

export const reserved = { desk: 376, phone: 624 }; // px

const HEAD = "log_variance";
const [ROW, BOX, HEIGHT] = [38, 28, 190]; // px: from row to row, a row's box, the picture
const SIDEWAYS = 70; // px: room for the arrows on both sides
const ROOMY = 240; // px: a box that is wider has room for its formula
const fields = {
  image: range(1, IMAGES, 1, 1),
  up1: range(-6, 6, 0.1, 0), // how far the reader has moved h from the encoder's output
  up2: range(-6, 6, 0.1, 0),
  e1: range(-3, 3, 0.1, 0.8),
  e2: range(-3, 3, 0.1, -0.6),
};

const SLIDERS = { up1: ["h", 0], up2: ["h", 1], e1: ["ε", 0], e2: ["ε", 1] }; // what each shows

/** All numbers of the model for a state: {name: its two coordinates}, and the KL from the prior in nats. */
function computed({ mean, std }, { up1, up2, e1, e2 }) {
  const { raw, logStd } = LABELS[HEAD];
  const h = std.map((each, i) => raw(Math.log(each)) + [up1, up2][i]);
  const sigma = h.map((each) => Math.exp(logStd(each)));
  const noise = [e1, e2];
  const z = mean.map((each, i) => each + sigma[i] * noise[i]);
  const kl = h.reduce((sum, each, i) => sum + klToPrior(logStd(each), mean[i]), 0);
  return { numbers: { μ: mean, h, σ: sigma, ε: noise, z }, kl };
}

/** A number as text: σ with two significant digits, because it is small and never 0. */
const inDigits = (name, value) => (name === "σ" ? shown(value) : fixed(value, 2));

const FORMULAS = { μ: "", h: "", σ: " = exp(½ h)", ε: "", z: " = μ + σ ⊙ ε" };

function draw(model, width) {
  const [left, middle, right] = [SIDEWAYS, width / 2, width - SIDEWAYS];
  const y = (row) => 18 + ROW * row;
  const arrow = (...points) => through(points, "w-flow", { "marker-end": "url(#w-head)" });
  const rows = Object.keys(FORMULAS).map((name, row) => {
    const pair = model ? `(${model.numbers[name].map((x) => inDigits(name, x)).join(", ")})` : "…";
    const words = `${name}${right - left > ROOMY ? FORMULAS[name] : ""} = ${pair}`;
    return group(
      "hσ".includes(name) ? LABELS[HEAD].hue : "w-plain",
      box(left, y(row) - BOX / 2, right - left, BOX, "w-box", 6),
      text(middle, y(row) + 5, words, "w-label", "middle"),
    );
  });
  const bend = right + 14;
  return svg(
    width,
    HEIGHT,
    `<marker id="w-head" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="7" markerHeight="7" orient="auto"><path d="M0,0L6,3L0,6z" class="w-faint"/></marker>`,
    text(0, y(0.5) - 8, "encoder", "w-faint"),
    arrow([0, y(0.5)], [left - 14, y(0.5)], [left - 14, y(0)], [left - 1, y(0)]),
    arrow([left - 14, y(0.5)], [left - 14, y(1)], [left - 1, y(1)]),
    arrow([middle, y(1) + BOX / 2], [middle, y(2) - BOX / 2 - 1]),
    ...[0, 2, 3].map((row) =>
      arrow([right, y(row)], [bend, y(row)], [bend, y(4) - 5], [right + 1, y(4) - 5]),
    ),
    arrow([right, y(4) + 6], [width - 1, y(4) + 6]),
    text(width, y(4) + 22, "decoder", "w-faint", "end"),
    ...rows,
  );
}

function words(model, failed) {
  if (failed) return "The model could not be loaded. Are you offline? Load this page again.";
  if (!model) return "Loading the model …";
  return `KL from the prior: ${number("KL", model.kl, shown(model.kl, 3))} nats. <b>Raise h</b>: σ grows, so the same ε moves z further. <b>Set ε to 0</b>: z is μ.`;
}

function heard(model) {
  const numbers = Object.entries(model?.numbers ?? {}).flatMap(([name, pair]) =>
    pair.map((x, i) => [`${name}${"₁₂"[i]}`, x]),
  );
  return numbers.map(([name, x]) => number(name, x, `${name} ${fixed(x, 2)}`)).join(", ");
}

export function mount(figure) {
  let images;
  let head;
  let failed = false;
  const modelOf = (state) => head && computed(head.codes[state.image - 1], state);

  widget(figure, {
    name: "whole-model",
    label: "The whole model: from an image to its decoded image",
    fields,
    height: () => HEIGHT,
    draw: (state, width) => draw(modelOf(state), width),
    build(live) {
      const original = canvasCell("image x", "w-original");
      const decoded = canvasCell("decoded image", "w-decoded");
      const told = (of, i) => {
        const model = modelOf(live.state);
        return model ? inDigits(of, model.numbers[of][i]) : "not loaded";
      };
      const sliders = Object.entries(SLIDERS).map(([field, [of, i]]) =>
        live.slide(
          field,
          `${of}${"₁₂"[i]}`,
          () => `${told(of, i)}, σ is ${told("σ", i)}, z is ${told("z", i)}`,
          {
            hue: of === "h" ? LABELS[HEAD].hue : "",
            text: () => (head ? fixed(modelOf(live.state).numbers[of][i], 1) : ""),
          },
        ),
      );
      decoded.canvas.setAttribute("aria-label", "The image that the decoder makes of z");
      live.follow((state) => {
        const model = modelOf(state);
        paint(original.canvas, model && images.pixels(state.image - 1));
        paint(decoded.canvas, model && head.decode(...model.numbers.z));
        const digit = model ? `a ${images.digits[state.image - 1]}` : "not loaded";
        original.canvas.setAttribute("aria-label", `Test image ${state.image}, ${digit}`);
      });
      const next = button({
        label: "Another image",
        onClick: () => live.set({ image: (live.state.image % IMAGES) + 1, up1: 0, up2: 0 }),
      });
      loaded(figure, async () => {
        [images, head] = await Promise.all([loadImages(), loadHead(HEAD)]);
      }).then((isThere) => {
        failed = !isThere;
        live.render();
      });
      return [
        element("div", { className: "w-model" }, original.cell, live.picture, decoded.cell),
        element("div", { className: "w-four" }, ...sliders),
        element("div", { className: "w-bar" }, next, live.reset),
        live.write("p", "w-says", (state) => words(modelOf(state), failed)),
        live.write("p", "w-heard", (state) => heard(modelOf(state))),
      ];
    },
  });
}
