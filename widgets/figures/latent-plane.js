// The tutorial: the latent plane of the model that was trained at full scale. The reader moves z, and the decoder follows.
import { button } from "../controls.js";
import { element, fixed, number } from "../dom.js";
import { dot, line, linear, shape, svg, text, tick } from "../drawing.js";
import { loaded } from "../fetched.js";
import { choice, range } from "../fields.js";
import { optionsOf } from "../labels.js";
import { canvasCell, IMAGES, loadHead, loadImages, paint } from "../trained.js";
import { widget } from "../widget.js";

export const reserved = { desk: 637, phone: 910 }; // px

const HEADS = ["log_variance", "log_std"];
const EDGE = 4; // of the plane
const STEP = 0.01; // of z, when a slider or the pointer moves it
const MARGIN = 20; // px, for the axes' numbers
const DRAWS = 40; // at once, and the most that stay in the picture
const ZOOM = 2.6; // σ from the inset's middle to its edge
const fields = {
  as: choice(HEADS, HEADS[0]),
  z1: range(-EDGE, EDGE, 1e-6, 0), // as exact as μ + σ ⊙ ε; the sliders have larger steps
  z2: range(-EDGE, EDGE, 1e-6, 0),
  image: range(0, IMAGES, 1, 0), // 0: none
};

/** The index of the test image whose μ is nearest to z. */
function nearestTo([z1, z2], codes) {
  const distances = codes.map(({ mean: [x, y] }) => Math.hypot(x - z1, y - z2));
  return distances.indexOf(Math.min(...distances));
}

const nameOf = (image) => String(image || "none");

/** From N(0, 1), by Box and Muller (1958). */
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());

/** The axes of a square of `side` px. */
const scales = (side) => [
  linear([-EDGE, EDGE], [MARGIN, side]),
  linear([EDGE, -EDGE], [0, side - MARGIN]),
];

function drawAxes(side) {
  const [x, y] = scales(side);
  const marks = [-3, -2, -1, 0, 1, 2, 3].map((mark) => {
    const words = String(mark).replace("-", "−");
    return (
      line(x(mark), 0, x(mark), side - MARGIN, "w-grid") +
      line(MARGIN, y(mark), side, y(mark), "w-grid") +
      tick(x(mark), side - 4, words) +
      tick(MARGIN - 5, y(mark) + 4, words, "end")
    );
  });
  return [...marks, text(side - 6, side - 4, "z₁", "w-name", "end"), text(0, 14, "z₂", "w-name")];
}

function drawImages(codes, digits, side) {
  const [x, y] = scales(side);
  return codes.map(({ mean }, i) => {
    const hue = { style: `fill: var(--digit-${digits[i]})` };
    return text(x(mean[0]), y(mean[1]) + 4, digits[i], "w-value", "middle", hue);
  });
}

/** Ellipses at one and two σ around μ. */
const drawEllipses = ({ mean, std }, x, y) =>
  [1, 2].map((times) =>
    shape("ellipse", {
      cx: x(mean[0]),
      cy: y(mean[1]),
      rx: times * (x(std[0]) - x(0)),
      ry: times * (y(0) - y(std[1])),
      class: times === 1 ? "w-sigma w-dashed" : "w-sigma",
    }),
  );

/** The inset: both ellipses around μ, the draws and z, so large that σ can be seen. */
function drawZoom(code, z, draws) {
  const side = 100; // of its own units: it fills its cell
  const [m1, m2] = code.mean;
  const reach = ZOOM * Math.max(...code.std);
  const x = linear([m1 - reach, m1 + reach], [0, side]);
  const y = linear([m2 - reach, m2 + reach], [side, 0]);
  return shape(
    "svg",
    { viewBox: `0 0 ${side} ${side}` },
    [
      ...drawEllipses(code, x, y),
      ...draws.map((one) => dot(x(one.z[0]), y(one.z[1]), 2, "w-draw")),
      dot(x(z[0]), y(z[1]), 6, "w-mark"),
    ].join(""),
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
      const [x, y] = scales(width);
      const codes = heads[as]?.codes;
      const chosen = image && codes?.[image - 1];
      const [m1, m2] = chosen ? chosen.mean : [];
      return svg(
        width,
        height,
        ...(chosen ? [...drawEllipses(chosen, x, y), dot(x(m1), y(m2), 3, "w-draw")] : []),
        ...draws.map(({ z }) => dot(x(z[0]), y(z[1]), 2.5, "w-draw w-earlier")),
        dot(x(z1), y(z2), 8, "w-mark"),
      );
    },
    drag: (px, py, _, width, height) => ({
      z1: STEP * Math.round(linear([MARGIN, width], [-EDGE, EDGE])(px) / STEP),
      z2: STEP * Math.round(linear([0, height - MARGIN], [EDGE, -EDGE])(py) / STEP),
    }),
    onReset() {
      draws = [];
    },
    build(live) {
      const { set } = live;
      const plane = element("div");
      const decoded = canvasCell("decoded from z");
      const original = canvasCell("test image");
      const zoom = element("div", { className: "w-zoom", "aria-hidden": "true" });
      let drawn; // what the plane shows: hundreds of digits, which do not change while z moves

      /** Fetched when a head is first asked for. */
      async function need(head) {
        if (heads[head] || failed) return;
        const load = async () => {
          images ??= await loadImages();
          heads[head] ??= await loadHead(head);
        };
        if (!(await loaded(figure, load))) {
          failed = "The decoder could not be loaded. Are you offline? Load this page again.";
          live.say(failed);
        }
        live.render();
      }

      function choose(image) {
        draws = [];
        const code = heads[live.state.as]?.codes[image - 1];
        set(code ? { image, z1: code.mean[0], z2: code.mean[1] } : { image });
      }

      function draw(count) {
        const { mean, std } = heads[live.state.as].codes[live.state.image - 1];
        for (let i = 0; i < count; i++) {
          const noise = [normal(), normal()];
          draws.push({ noise, z: mean.map((each, j) => each + std[j] * noise[j]) });
        }
        draws = draws.slice(-DRAWS);
        const [z1, z2] = draws.at(-1).z;
        set({ z1, z2 });
        live.say(words.textContent);
      }

      const nearby = () => {
        const { as, z1, z2 } = live.state;
        if (!heads[as]) return "";
        return `, near an image of ${images.digits[nearestTo([z1, z2], heads[as].codes)]}`;
      };
      const move = (name, label) =>
        live.slide(name, label, (z) => `${fixed(z, 2)}${nearby()}`, {
          field: { ...fields[name], step: STEP },
          text: (z) => fixed(z, 2),
        });

      const as = live.choose("as", "Trained with", optionsOf(HEADS), () => words.textContent, {
        async onInput(as) {
          draws = [];
          failed = "";
          set({ as });
          await need(as);
          if (live.state.image) choose(live.state.image);
        },
      });
      const nearest = button({
        label: "Nearest image",
        onClick() {
          const { as, z1, z2 } = live.state;
          choose(nearestTo([z1, z2], heads[as].codes) + 1);
          live.say(words.textContent);
        },
      });
      const one = button({ label: "Draw z", strong: true, onClick: () => draw(1) });
      const many = button({ label: `Draw ${DRAWS}`, onClick: () => draw(DRAWS) });

      live.follow(({ as, z1, z2, image }) => {
        const head = heads[as];
        need(as);
        nearest.disabled = !head;
        one.disabled = !head || !image;
        many.disabled = one.disabled;
        zoom.innerHTML = head && image ? drawZoom(head.codes[image - 1], [z1, z2], draws) : "";

        const width = Math.floor(live.picture.clientWidth);
        const now = `${as} ${width} ${Boolean(head)}`;
        if (width && now !== drawn) {
          drawn = now;
          plane.innerHTML = svg(
            width,
            width,
            ...drawAxes(width),
            ...(head ? drawImages(head.codes, images.digits, width) : []),
          );
        }
        paint(decoded.canvas, head?.decode(z1, z2));
        decoded.canvas.setAttribute("aria-label", `Decoded picture${nearby()}`);
        paint(original.canvas, head && image ? images.pixels(image - 1) : null);
        original.canvas.setAttribute(
          "aria-label",
          head && image
            ? `Test image ${image}, a ${images.digits[image - 1]}`
            : "No test image is chosen",
        );
      });
      const words = live.write("p", "w-says", inWords);
      const side = element(
        "div",
        { className: "w-side" },
        element(
          "div",
          { className: "w-cells" },
          decoded.cell,
          original.cell,
          element("div", { className: "w-cell" }, zoom, "N(μ, σ²), zoomed"),
        ),
        element("div", { className: "w-bar" }, one, many, nearest, live.reset),
      );
      const stack = element("div", { className: "w-plane" }, plane, live.picture);
      return [
        as,
        element("div", { className: "w-columns" }, stack, side),
        move("z1", "z₁"),
        move("z2", "z₂"),
        live.slide(
          "image",
          "test image",
          (image) => (image && images ? `${image}, a ${images.digits[image - 1]}` : nameOf(image)),
          { text: nameOf, onInput: choose },
        ),
        words,
      ];
    },
  });

  function inWords({ as, z1, z2, image }) {
    const head = heads[as];
    if (failed) return failed;
    if (!head) return "Loading the decoder …";
    const here = `${numbersOf("z", [z1, z2])}.`;
    if (!image)
      return `${here} <b>Drag</b> the mark, or choose a test image and draw from its N(μ, σ²).`;
    const { mean, std } = head.codes[image - 1];
    const last = draws.at(-1);
    return (
      `Test image ${image}, a ${images.digits[image - 1]}: ${numbersOf("μ", mean)}, ${numbersOf("σ", std)}. ` +
      (last ? `z = μ + σ ⊙ ε with ${numbersOf("ε", last.noise)}: ` : "") +
      here +
      (last ? "" : " The ellipses are one and two σ from μ.")
    );
  }
}
