// The tutorial: the latent plane of the model that was trained in full. Move z, and see what the decoder makes of it.
import { button, choices, slider } from "../controls.js";
import { decoder, SIDE, unpacked } from "../decoder.js";
import { element, fixed, number } from "../dom.js";
import { dot, group, line, linear, shape, svg, text } from "../drawing.js";
import { choice, range } from "../fields.js";
import { LABELS } from "../labels.js";
import { widget } from "../widget.js";

export const reserved = { desk: 640, phone: 864 }; // px

const HEADS = ["log_variance", "log_std"];
const EDGE = 4; // of the plane
const STEP = 0.01; // of a slider for z, and of the mark while it is dragged
const IMAGES = 300;
const NEAREST = 5; // images that say what a point is near
const MARGIN = 20; // px, for the axes' numbers
const DRAWS = 40; // that stay in the picture
const ROW = SIDE ** 2;
const fields = {
  as: choice(HEADS, HEADS[0]),
  z1: range(-EDGE, EDGE, 1e-6, 0), // as exact as μ + σ ⊙ ε; the sliders move by more
  z2: range(-EDGE, EDGE, 1e-6, 0),
  image: range(0, IMAGES, 1, 0), // 0: none
};

const fetched = async (file) => {
  const answer = await fetch(new URL(`./${file}`, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.arrayBuffer();
};

/** Digit and pixels of the test images, from a byte each for the digit and then a bit for each pixel. */
async function loadImages() {
  const bytes = new Uint8Array(await fetched("images.bin"));
  const [digits, bits] = [bytes.subarray(0, IMAGES), bytes.subarray(IMAGES)];
  const pixels = (i) =>
    Float32Array.from({ length: ROW }, (_, at) => {
      const bit = i * ROW + at;
      return (bits[bit >> 3] >> (7 - (bit & 7))) & 1;
    });
  return { digits, pixels };
}

/** A head's decoder, and μ and σ of the test images. */
async function loadHead(head) {
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

/** Grey levels from probabilities, row by row; nothing where there are none. */
function paint(canvas, values) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < ROW; i++) {
    picture.data.fill(values ? 255 * values[i] : 0, 4 * i, 4 * i + 3);
    picture.data[4 * i + 3] = values ? 255 : 0;
  }
  context.putImageData(picture, 0, 0);
}

const byDistance = (codes, z) =>
  codes
    .map(({ mean: [x, y] }, i) => ({ i, far: (x - z[0]) ** 2 + (y - z[1]) ** 2 }))
    .sort((one, other) => one.far - other.far)
    .map(({ i }) => i);

/** The digit that most of the nearest test images show. */
function near(codes, digits, z) {
  const votes = Array(10).fill(0);
  for (const i of byDistance(codes, z).slice(0, NEAREST)) votes[digits[i]]++;
  return votes.indexOf(Math.max(...votes));
}

/** From N(0, 1), by Box and Muller (1958). */
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

const scales = (width, height) => [
  linear([-EDGE, EDGE], [MARGIN, width]),
  linear([EDGE, -EDGE], [0, height - MARGIN]),
];

function drawAxes(width, height) {
  const [x, y] = scales(width, height);
  const marks = [-3, -2, -1, 0, 1, 2, 3].map((mark) => {
    const words = String(mark).replace("-", "−");
    return (
      line(x(mark), 0, x(mark), height - MARGIN, { class: "w-grid" }) +
      line(MARGIN, y(mark), width, y(mark), { class: "w-grid" }) +
      text(x(mark), height - 4, words, { class: "w-tick", "text-anchor": "middle" }) +
      text(MARGIN - 5, y(mark) + 4, words, { class: "w-tick", "text-anchor": "end" })
    );
  });
  return [
    ...marks,
    text(width - 6, height - 4, "z₁", { class: "w-name", "text-anchor": "end" }),
    text(0, 14, "z₂", { class: "w-name" }),
  ];
}

function drawImages(codes, digits, width, height) {
  const [x, y] = scales(width, height);
  return codes.map(({ mean }, i) =>
    text(x(mean[0]), y(mean[1]) + 4, digits[i], {
      class: `w-digit w-digit-${digits[i]}`,
      "text-anchor": "middle",
    }),
  );
}

function numbersOf(name, [one, other]) {
  return `${name} = (${number(`${name}₁`, one, fixed(one, 2))}, ${number(`${name}₂`, other, fixed(other, 2))})`;
}

export function mount(figure) {
  let images;
  let failed = "";
  const heads = {};
  let draws = []; // of the chosen image: {noise, z}

  widget(figure, {
    name: "latent-plane",
    label: "The latent plane: a decoder in your browser",
    fields,
    height: (width) => width,
    draw({ as, z1, z2, image }, width, height) {
      const [x, y] = scales(width, height);
      const codes = heads[as]?.codes;
      const chosen = image && codes?.[image - 1];
      const ellipse = ({ mean, std }, times, given) =>
        shape("ellipse", {
          cx: x(mean[0]),
          cy: y(mean[1]),
          rx: times * std[0] * (x(1) - x(0)),
          ry: times * std[1] * (y(0) - y(1)),
          ...given,
        });
      return svg(
        width,
        height,
        ...(chosen
          ? [
              ellipse(chosen, 1, { class: "w-sigma w-one-sigma" }),
              ellipse(chosen, 2, { class: "w-sigma" }),
              dot(x(chosen.mean[0]), y(chosen.mean[1]), 3, { class: "w-draw" }),
            ]
          : []),
        ...draws.map(({ z }) => dot(x(z[0]), y(z[1]), 2.5, { class: "w-draw w-earlier" })),
        dot(x(z1), y(z2), 7, { class: "w-mark" }),
      );
    },
    drag: (px, py, _, width, height) => ({
      z1: STEP * Math.round(linear([MARGIN, width], [-EDGE, EDGE])(px) / STEP),
      z2: STEP * Math.round(linear([0, height - MARGIN], [EDGE, -EDGE])(py) / STEP),
    }),
    onReset() {
      draws = [];
    },
    build(set, live) {
      const plane = element("div", { className: "w-plane-under" });
      const canvas = (label) => {
        const made = element("canvas", { width: SIDE, height: SIDE, role: "img" });
        const words = element("span", { innerHTML: label });
        return { made, cell: element("div", { className: "w-cell" }, made, words), words };
      };

      /** Fetched when a head is first asked for. */
      async function need(head) {
        if (heads[head] || failed) return;
        figure.setAttribute("aria-busy", "true");
        try {
          images ??= await loadImages();
          heads[head] ??= await loadHead(head);
        } catch {
          failed = "The decoder could not be loaded: are you offline?";
          live.say(failed);
        }
        figure.removeAttribute("aria-busy");
        live.under = "";
        live.render();
      }

      function choose(image) {
        draws = [];
        const code = heads[live.state.as]?.codes[image - 1];
        set(code ? { image, z1: code.mean[0], z2: code.mean[1] } : { image });
      }

      function drawOne() {
        const { mean, std } = heads[live.state.as].codes[live.state.image - 1];
        const noise = [normal(), normal()];
        const z = mean.map((each, i) => each + std[i] * noise[i]);
        draws = [...draws, { noise, z }].slice(-DRAWS);
        set({ z1: z[0], z2: z[1] });
        live.say(live.words.textContent);
      }

      const nearby = () =>
        heads[live.state.as]
          ? `, near images of ${near(heads[live.state.as].codes, images.digits, [live.state.z1, live.state.z2])}`
          : "";
      const move = (name, label) =>
        slider({
          label,
          field: { ...fields[name], step: STEP },
          say: (z) => `${fixed(z, 2)}${nearby()}`,
          onInput: (z) => set({ [name]: z }),
        });

      Object.assign(live, {
        need,
        plane,
        nearby,
        decoded: canvas("decoded from z"),
        original: canvas("test image"),
        as: choices({
          label: "Trained with",
          options: HEADS.map((value) => ({
            value,
            text: LABELS[value].name,
            hue: LABELS[value].hue,
          })),
          async onInput(as) {
            draws = [];
            failed = "";
            set({ as });
            await need(as);
            if (live.state.image) choose(live.state.image);
          },
        }),
        z1: move("z1", "z₁"),
        z2: move("z2", "z₂"),
        image: slider({
          label: "test image",
          field: fields.image,
          say: (image) =>
            image && images ? `${image}, a ${images.digits[image - 1]}` : String(image || "none"),
          onInput: choose,
        }),
        near: button({
          label: "Nearest image",
          onClick() {
            const { as, z1, z2 } = live.state;
            choose(byDistance(heads[as].codes, [z1, z2])[0] + 1);
            live.say(live.words.textContent);
          },
        }),
        again: button({
          label: "Try again",
          strong: true,
          onClick() {
            failed = "";
            live.render();
          },
        }),
        draw: button({ label: "Draw z = μ + σ ⊙ ε", strong: true, onClick: drawOne }),
        words: element("p", { className: "w-says" }),
      });
      const side = element(
        "div",
        { className: "w-side" },
        element("div", { className: "w-cells" }, live.decoded.cell, live.original.cell),
        live.z1,
        live.z2,
        live.image,
        element("div", { className: "w-bar" }, live.again, live.draw, live.near, live.reset),
      );
      const stack = element("div", { className: "w-plane" }, plane, live.picture);
      return [live.as, element("div", { className: "w-columns" }, stack, side), live.words];
    },
    show(state, live) {
      const { as, z1, z2, image } = state;
      const head = heads[as];
      live.need(as);
      figure.dataset.hue = LABELS[as].hue;
      live.as.show(as);
      live.z1.show(z1, fixed(z1, 2));
      live.z2.show(z2, fixed(z2, 2));
      live.image.show(image, image ? String(image) : "none");
      live.again.hidden = !failed;
      live.draw.hidden = Boolean(failed);
      live.near.disabled = !head;
      live.draw.disabled = !head || !image;

      const width = Math.floor(live.picture.clientWidth);
      const under = `${as} ${width} ${Boolean(head)}`;
      if (width && under !== live.under) {
        live.under = under; // hundreds of digits, which stay as they are while z moves
        live.plane.innerHTML = svg(
          width,
          width,
          ...drawAxes(width, width),
          group({}, ...(head ? drawImages(head.codes, images.digits, width, width) : [])),
        );
      }
      paint(live.decoded.made, head?.decode(z1, z2));
      live.decoded.made.setAttribute("aria-label", `Decoded picture${live.nearby()}`);
      const digit = head && image ? images.digits[image - 1] : null;
      paint(live.original.made, digit === null ? null : images.pixels(image - 1));
      live.original.made.setAttribute(
        "aria-label",
        digit === null ? "No test image is chosen" : `Test image ${image}, a ${digit}`,
      );
      live.words.innerHTML = words(state, head, digit);
    },
  });

  function words({ z1, z2, image }, head, digit) {
    if (failed) return failed;
    if (!head) return "Loading the decoder …";
    const here = `${numbersOf("z", [z1, z2])}.`;
    if (!image)
      return `${here} <b>Drag</b> the mark, or choose a test image and draw from its q(z | x).`;
    const { mean, std } = head.codes[image - 1];
    const last = draws.at(-1);
    return (
      `Test image ${image}, a ${digit}: ${numbersOf("μ", mean)}, ${numbersOf("σ", std)}. ` +
      (last
        ? `${draws.length === 1 ? "Drawn" : `Draw ${draws.length}`}: ${numbersOf("ε", last.noise)}, `
        : "") +
      here +
      (last ? "" : " The ellipses lie one and two σ around μ.")
    );
  }
}
