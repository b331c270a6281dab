// Reason 1: two VAEs train in the reader's browser; when do they part?
import { button, check, choices, slider } from "../controls.js";
import { element, fixed, number, shown } from "../dom.js";
import { dot, group, line, linear, logarithmic, svg, text, through } from "../drawing.js";
import { choice, flag, range } from "../fields.js";
import { differing, trainings } from "../twin.js";
import { widget } from "../widget.js";

export const reserved = { desk: 648, phone: 768 }; // px

const STEPS = 2000;
const GUESSES = [1, 2, 5, 20, 100, 500, Infinity];
const [LEFT, TOP, CURVES, GAP] = [46, 24, 130, 130]; // px
const SMOOTH = 20; // steps: a batch's loss is noisy
const LEAST = 1e-7; // nats: the lowest difference that is drawn above "0, exactly"
const fields = {
  optimizer: choice(["adam", "sgd"], "adam"),
  first: flag(true),
  rate: flag(true),
  epsilon: flag(true),
  seed: range(0, 99, 1, 0),
  guess: range(0, GUESSES.length - 1, 1, 3),
};
const RECIPE = [
  ["first", "half the first weights"],
  ["rate", "½ of the learning rate"],
  ["epsilon", "twice Adam’s ε"],
];

const guessed = (guess) => (guess === GUESSES.length - 1 ? "never" : `at step ${GUESSES[guess]}`);
const grouped = (n) => n.toLocaleString("en");

/** What a run has found so far. */
const nothing = () => ({ losses: [], weights: null, parted: 0, running: false, failed: false });

/** Add a slice of both: {losses, weights} by log σ², then by log σ. */
function add(run, one, other) {
  one.losses.forEach((loss, i) => {
    run.losses.push([loss, other.losses[i]]);
    if (!run.parted && loss !== other.losses[i]) run.parted = run.losses.length;
  });
  run.weights = differing(one.weights, other.weights);
}

/** The images that both train on, 8 pixels per byte. */
async function fetchImages() {
  const answer = await fetch(new URL("./digits.bin", import.meta.url));
  if (!answer.ok) throw new Error(`digits.bin: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Both trainings, a Worker each; `onSlice` receives what each found in the same steps. Returns what ends them. */
function sideBySide(settings, steps, bits, onSlice, onError) {
  const waiting = [[], []];
  const workers = trainings(settings).map((settings, which) => {
    const worker = new Worker(new URL("./twin-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      waiting[which].push(data);
      if (waiting.every((slices) => slices.length)) onSlice(...waiting.map((each) => each.shift()));
    };
    worker.onerror = onError;
    worker.postMessage({ settings, steps, bits });
    return worker;
  });
  return () => {
    for (const worker of workers) worker.terminate();
  };
}

/** Means over the last steps, at steps that lie evenly on a logarithmic axis. */
function curve(losses, which) {
  const points = [];
  for (let step = 1; step <= losses.length; step = Math.max(step + 1, Math.round(step * 1.03))) {
    const window = losses.slice(Math.max(0, step - Math.min(SMOOTH, Math.ceil(step / 2))), step);
    points.push([step, -window.reduce((sum, loss) => sum + loss[which], 0) / window.length]);
  }
  return points;
}

const lastMean = (losses, which) => {
  const end = losses.slice(-100);
  return -end.reduce((sum, loss) => sum + loss[which], 0) / end.length;
};

function drawCurves(x, run, width) {
  const y = linear([-45, -18], [TOP + CURVES, TOP]);
  const marks = [-40, -30, -20].map(
    (mark) =>
      line(LEFT, y(mark), width, y(mark), { class: "w-grid" }) +
      text(LEFT - 6, y(mark) + 4, `−${-mark}`, { class: "w-tick", "text-anchor": "end" }),
  );
  const place = ([step, elbo]) => [x(step), y(elbo)];
  return [
    text(0, TOP - 10, "ELBO, nats an image", { class: "w-faint" }),
    ...marks,
    through(curve(run.losses, 0).map(place), { class: "w-curve w-wide w-log-variance" }),
    through(curve(run.losses, 1).map(place), { class: "w-curve w-dashed w-log-std" }),
    text(LEFT + 6, y(-22.5), "log σ²", { class: "w-label w-log-variance" }),
    text(LEFT + 58, y(-22.5), "and log σ (dashed)", { class: "w-label w-log-std" }),
  ];
}

function drawGap(x, run, guess, width) {
  const top = TOP + CURVES + 50;
  const y = logarithmic([LEAST, 10], [top + GAP - 22, top]);
  const floor = top + GAP;
  const marks = [
    [1, "1"],
    [1e-3, "10⁻³"],
    [1e-6, "10⁻⁶"],
  ].map(
    ([mark, name]) =>
      line(LEFT, y(mark), width, y(mark), { class: "w-grid" }) +
      text(LEFT - 6, y(mark) + 4, name, { class: "w-tick", "text-anchor": "end" }),
  );
  const points = [];
  let last = 0;
  run.losses.forEach(([one, other], i) => {
    const step = i + 1;
    if (x(step) - last < 1.2 && step < run.losses.length) return;
    last = x(step);
    const gap = Math.abs(one - other);
    points.push(
      dot(x(step), gap === 0 ? floor : Math.min(floor - 22, y(gap)), 2, {
        class: gap === 0 ? "w-equal" : "w-apart",
      }),
    );
  });
  const flag = guess === GUESSES.length - 1 ? width - 8 : x(GUESSES[guess]);
  const side = flag > width - 130 ? "end" : "start";
  return [
    text(0, top - 16, "difference of the two losses, nats, by step", { class: "w-faint" }),
    ...marks,
    line(LEFT, floor, width, floor, { class: "w-axis" }),
    text(LEFT - 6, floor + 4, "0", { class: "w-tick w-strong-tick", "text-anchor": "end" }),
    group(
      { class: "w-flag" },
      line(flag, top - 8, flag, floor),
      text(flag + (side === "end" ? -6 : 6), top + 4, "my guess", { "text-anchor": side }),
    ),
    ...points,
    ...[1, 10, 100, 1000].map((step) =>
      text(x(step), floor + 20, grouped(step), { class: "w-tick", "text-anchor": "middle" }),
    ),
  ];
}

function words(run, { seed }, earlier) {
  if (run.failed)
    return "The images could not be loaded: are you offline? <b>Train</b> tries again.";
  const { guess } = run;
  const done = run.losses.length;
  if (!done)
    return run.running
      ? "Starting …"
      : "Two VAEs: the same images, order, noise and seed. <b>First guess</b> at which step their losses part, then train.";
  const counter = run.parted
    ? `<b>${grouped(done)} steps. They parted at step ${number("parted", run.parted, grouped(run.parted))}.</b>`
    : `<b>${number("steps", done, grouped(done))} steps: every loss ${run.weights.differing ? `equal, ${grouped(run.weights.differing)} weights not` : "and every weight equal, bit for bit"}.</b>`;
  const means = [0, 1].map((which) => lastMean(run.losses, which));
  const gap = ` Seed ${seed}, last 100 steps, log σ less log σ²: ${number("gap", means[1] - means[0], run.parted ? signed(means[1] - means[0]) : "exactly 0")} nats.`;
  const right = run.parted
    ? GUESSES[guess] === run.parted
    : guess === GUESSES.length - 1 && done === STEPS;
  const verdict =
    done < STEPS ? "" : ` You said <i>${guessed(guess)}</i>${right ? ": right" : ""}.`;
  const others = earlier.length
    ? ` Seeds before: ${earlier.map(({ seed, gap }) => `${seed}: ${signed(gap)}`).join(", ")}.`
    : "";
  return counter + (run.running ? "" : gap + others) + verdict;
}

const signed = (x) =>
  (x < 0 ? "−" : "+") + (Math.abs(x) < 0.0005 ? shown(Math.abs(x), 1) : fixed(Math.abs(x), 3));

export function mount(figure) {
  let images = null;
  let run = nothing();
  let end = () => {};
  let earlier = []; // of the same settings: {seed, gap}

  function stop() {
    end();
    run.running = false;
  }

  function forget() {
    stop();
    run = nothing();
    earlier = [];
  }

  widget(figure, {
    name: "train-both",
    label: "Train both heads in this browser",
    fields,
    height: () => TOP + CURVES + 50 + GAP + 26,
    draw({ guess }, width) {
      const x = logarithmic([1, STEPS], [LEFT + 8, width - 16]);
      return svg(
        width,
        TOP + CURVES + 50 + GAP + 26,
        ...drawCurves(x, run, width),
        ...drawGap(x, run, run.guess ?? guess, width), // a run is judged by the guess that came before it
      );
    },
    onReset: forget,
    build(set, live) {
      async function train() {
        stop();
        const { seed, optimizer, first, rate, epsilon, guess } = live.state;
        const started = { ...nothing(), running: true, guess };
        run = started;
        live.render();
        const fail = () => {
          stop();
          run.failed = true;
          live.render();
          live.say(live.words.textContent);
        };
        images ??= await fetchImages().catch(() => null);
        if (run !== started || !run.running) return; // stopped, or started anew, in the meantime
        if (!images) return fail();
        end = sideBySide(
          { seed, optimizer, recipe: { first, rate, epsilon } },
          STEPS,
          images,
          (...slices) => {
            add(run, ...slices);
            if (run.losses.length === STEPS) {
              stop();
              live.render();
              live.say(live.words.textContent);
            } else live.render();
          },
          fail,
        );
      }
      live.optimizer = choices({
        label: "Optimizer",
        options: [
          { value: "adam", text: "Adam" },
          { value: "sgd", text: "SGD" },
        ],
        onInput(optimizer) {
          forget();
          set({ optimizer });
        },
      });
      live.parts = Object.fromEntries(
        RECIPE.map(([part, label]) => [
          part,
          check({
            label,
            onInput(on) {
              forget();
              set({ [part]: on });
            },
          }),
        ]),
      );
      live.guess = slider({
        label: "I guess: they part",
        field: fields.guess,
        say: guessed,
        onInput: (guess) => set({ guess }),
      });
      live.train = button({
        label: "Train",
        strong: true,
        onClick() {
          if (!run.running) return train();
          stop();
          live.render();
        },
      });
      live.next = button({
        label: "Next seed",
        onClick() {
          if (run.losses.length === STEPS) {
            earlier.push({
              seed: live.state.seed,
              gap: lastMean(run.losses, 1) - lastMean(run.losses, 0),
            });
            earlier = earlier.slice(-4);
          }
          set({ seed: (live.state.seed + 1) % (fields.seed.high + 1) });
          train();
        },
      });
      live.words = element("p", { className: "w-says" });
      const recipe = element(
        "fieldset",
        { className: "w-choices" },
        element("legend", { innerHTML: "The log σ head gets" }),
        ...Object.values(live.parts),
      );
      const buttons = element("div", { className: "w-bar" }, live.train, live.next, live.reset);
      return [live.optimizer, recipe, live.guess, buttons, live.picture, live.words];
    },
    show(state, live) {
      live.optimizer.show(state.optimizer);
      for (const [part, made] of Object.entries(live.parts)) made.show(state[part]);
      live.parts.rate.lastChild.textContent =
        state.optimizer === "sgd" ? "¼ of the learning rate" : "½ of the learning rate";
      live.parts.epsilon.hidden = state.optimizer === "sgd"; // it has none
      live.guess.show(state.guess, guessed(state.guess));
      live.train.textContent = run.running ? "Stop" : run.losses.length ? "Train again" : "Train";
      live.words.innerHTML = words(run, state, earlier);
    },
  });
}
