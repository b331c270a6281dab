// The front page: two small VAEs train in the reader's browser. Which settings make them differ?
import { button, fieldset } from "../controls.js";
import { element, fixed, number, shown } from "../dom.js";
import { dot, line, linear, logarithmic, svg, text, through, tick } from "../drawing.js";
import { fetched, loaded } from "../fetched.js";
import { flag, range } from "../fields.js";
import { differing, trainings } from "../twin.js";
import { widget } from "../widget.js";

export const reserved = { desk: 354, phone: 666 }; // px

export const STEPS = 1000;
const SMOOTH = 20; // steps: the loss of one batch is noisy
const LEAST = 1e-7; // nats: the lowest difference that is drawn above "0"
const [LEFT, TOP, PANEL, BELOW] = [42, 26, 150, 30]; // px: left of an axis, above a panel, its height, below it
const fields = {
  first: flag(false),
  rate: flag(true),
  epsilon: flag(true),
  seed: range(0, 99, 1, 0),
};
/** The settings with which the page begins. Their losses were recorded when it was built. */
export const RECORDED = {
  seed: fields.seed.initial,
  optimizer: "adam",
  recipe: { first: false, rate: true, epsilon: true },
};
const RECIPE = {
  first: "½ initial weights",
  rate: "½ learning rate",
  epsilon: "2 × Adam’s epsilon",
};

const grouped = (n) => n.toLocaleString("en");

/** What a run has found so far. */
const nothing = () => ({
  losses: [],
  weights: null,
  diverged: 0, // the first step with two different losses
  gap: 0, // the largest difference of two losses, in nats
  running: false,
  failed: false,
});

/** Adds a slice of both trainings: {losses, and weights unless it was recorded} of log σ², then of log σ. */
function add(run, one, other) {
  one.losses.forEach((loss, i) => {
    run.losses.push([loss, other.losses[i]]);
    run.gap = Math.max(run.gap, Math.abs(loss - other.losses[i]));
    if (!run.diverged && run.gap > 0) run.diverged = run.losses.length;
  });
  if (one.weights) run.weights = differing(one.weights, other.weights);
}

/** Starts both trainings, each in a Worker; `onSlice` receives what both found in the same steps. Returns a function that ends them. */
function sideBySide(settings, bits, onSlice, onError) {
  const waiting = [[], []];
  const workers = trainings(settings).map((settings, which) => {
    const worker = new Worker(new URL("./twin-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      waiting[which].push(data);
      if (waiting.every((slices) => slices.length)) onSlice(...waiting.map((each) => each.shift()));
    };
    worker.onerror = onError;
    worker.postMessage({ settings, steps: STEPS, bits });
    return worker;
  });
  return () => {
    for (const worker of workers) worker.terminate();
  };
}

/** Mean ELBO of the last steps, at steps that are evenly spaced on a logarithmic axis. */
function curve(losses, which) {
  const points = [];
  for (let step = 1; step <= losses.length; step = Math.max(step + 1, Math.round(step * 1.03))) {
    const window = losses.slice(Math.max(0, step - Math.min(SMOOTH, Math.ceil(step / 2))), step);
    points.push([step, -window.reduce((sum, loss) => sum + loss[which], 0) / window.length]);
  }
  return points;
}

/** A panel's title, its axes, and the marks [height, name] of its vertical axis. */
const drawFrame = (title, x, y, marks, floor, right) => [
  text(x(1) - LEFT, floor - PANEL - 12, title, "w-faint"),
  ...marks.map(
    ([mark, name]) =>
      line(x(1), y(mark), right, y(mark), "w-grid") + tick(x(1) - 8, y(mark) + 4, name, "end"),
  ),
  line(x(1), floor, right, floor, "w-axis"),
  tick(x(1), floor + 18, "step 1"),
  ...[10, 100].map((step) => tick(x(step), floor + 18, String(step))),
  tick(x(STEPS), floor + 18, grouped(STEPS), "end"),
];

function drawCurves(run, x, right, floor) {
  const y = linear([-48, -20], [floor, floor - PANEL]);
  const marks = [-40, -30, -20].map((mark) => [mark, `−${-mark}`]);
  const place = ([step, elbo]) => [x(step), y(elbo)];
  return [
    ...drawFrame("ELBO, nats per image", x, y, marks, floor, right),
    through(curve(run.losses, 0).map(place), "w-curve w-log-variance"),
    through(curve(run.losses, 1).map(place), "w-curve w-dashed w-log-std"),
    text(x(1) + 8, y(-23.6), "log σ²", "w-label w-log-variance"),
    text(x(1) + 8, y(-27), "log σ (dashed)", "w-label w-log-std"),
  ];
}

function drawGap(run, x, right, floor) {
  const y = logarithmic([LEAST, 10], [floor - 22, floor - PANEL]);
  const marks = [
    [1, "1"],
    [1e-3, "10⁻³"],
    [1e-6, "10⁻⁶"],
  ];
  const points = [];
  let last = 0;
  run.losses.forEach(([one, other], i) => {
    const step = i + 1;
    if (x(step) - last < 1.2 && step < run.losses.length) return;
    last = x(step);
    const gap = Math.abs(one - other);
    const [height, name] = gap ? [Math.min(floor - 22, y(gap)), "w-apart"] : [floor, "w-equal"];
    points.push(dot(x(step), height, 2.2, name));
  });
  return [
    ...drawFrame("difference of the two losses, nats", x, y, marks, floor, right),
    text(x(1) - 8, floor + 4, "0", "w-faint w-strong-tick", "end"),
    ...points,
  ];
}

const isWide = (width) => width > 520;
const heightOf = (width) => (isWide(width) ? 1 : 2) * (TOP + PANEL + BELOW);

function words(run, state) {
  if (run.failed)
    return "The images could not be loaded. Are you offline? <b>Train both</b> tries again.";
  const left = Object.keys(RECIPE).filter((part) => !state[part]).length;
  const done = run.losses.length;
  if (!done)
    return run.running
      ? "Starting …"
      : `Two small VAEs get the same images and noise. One reads its output as log σ², the other as log σ. <b>Train both.</b>${left ? " Then tick the boxes." : ""}`;
  const steps = number("steps", done, grouped(done));
  const gap = (text) => number("gap", run.gap, text);
  const diverged = number("diverged", run.diverged, grouped(run.diverged));
  const apart = `the losses differ from step ${diverged} on, <b>by up to ${gap(nats(run.gap))}`;
  if (run.gap === 0)
    return run.weights.differing
      ? `<b>${steps} steps: the difference of the losses is ${gap("exactly 0")} so far.</b>`
      : `<b>${steps} steps: the difference is ${gap("exactly 0")} at every step</b>, and all ${grouped(run.weights.all)} weights agree bit for bit (those of the log σ head are half of the other’s).`;
  if (run.recorded)
    return `A recorded run of ${steps} steps with two settings changed: ${apart}. Tick the empty box</b>, and both train in your browser.`;
  const next = run.running || !left ? "" : ` <b>Tick ${left > 1 ? "a box" : "the empty box"}.</b>`;
  return `${steps} steps: ${apart}.</b>${next}`;
}

const nats = (gap) => `${gap < 0.01 ? shown(gap) : fixed(gap, gap < 0.1 ? 3 : 2)} nats`;

export function mount(figure) {
  let run = nothing();
  let recorded = run;
  let end = () => {};

  function stop() {
    end();
    run.running = false;
  }

  widget(figure, {
    name: "train-both",
    label: "Train two VAEs in this browser",
    fields,
    height: heightOf,
    draw(_, width) {
      const half = isWide(width) ? (width - 20) / 2 : width;
      const second = isWide(width) ? [width - half, 0] : [0, TOP + PANEL + BELOW];
      const panel = (drawn, [left, top]) =>
        drawn(
          run,
          logarithmic([1, STEPS], [left + LEFT + 8, left + half - 8]),
          left + half,
          top + TOP + PANEL,
        );
      return svg(width, heightOf(width), ...panel(drawCurves, [0, 0]), ...panel(drawGap, second));
    },
    onReset() {
      stop();
      run = recorded;
    },
    build(live) {
      async function train() {
        stop();
        const { seed, ...recipe } = live.state;
        const started = { ...nothing(), running: true };
        run = started;
        live.render();
        const finish = () => {
          stop();
          live.render();
          live.say(live.words.textContent);
        };
        const fail = () => {
          run.failed = true;
          finish();
        };
        const onSlice = (...slices) => {
          add(run, ...slices);
          if (run.losses.length === STEPS) finish();
          else live.render();
        };
        const bits = await fetched("digits.bin").catch(() => null);
        if (run !== started || !run.running) return; // stopped or started again in the meantime
        if (bits) end = sideBySide({ seed, optimizer: "adam", recipe }, bits, onSlice, fail);
        else fail();
      }
      /** Changes a setting; whoever has trained already sees at once what it changes. */
      function change(changes) {
        live.set(changes);
        if (run.running || run.losses.length) train();
      }
      const start = button({
        label: "Train both",
        strong: true,
        onClick() {
          if (!run.running) return train();
          stop();
          live.render();
        },
      });
      live.follow(() => {
        start.textContent = run.running ? "Stop" : "Train both";
      });
      const next = button({
        label: "Another seed",
        onClick() {
          live.set({ seed: (live.state.seed + 1) % (fields.seed.high + 1) });
          train();
        },
      });
      live.words = live.write("p", "w-says", (state) => words(run, state));
      const recipe = fieldset(
        "log σ gets",
        ...Object.entries(RECIPE).map(([part, label]) =>
          live.check(part, label, { onInput: (on) => change({ [part]: on }) }),
        ),
      );
      const buttons = element("div", { className: "w-bar" }, start, next, live.reset);
      loaded(figure, async () => {
        const losses = new Float64Array(await fetched("recorded.bin"));
        recorded = { ...nothing(), recorded: true };
        add(recorded, { losses: losses.subarray(0, STEPS) }, { losses: losses.subarray(STEPS) });
        const isInitial = ([key, { initial }]) => live.state[key] === initial;
        if (Object.entries(fields).every(isInitial) && !run.running) run = recorded;
        live.render();
      });
      return [recipe, buttons, live.picture, live.words];
    },
  });
}
