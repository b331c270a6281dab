// Controls for hand and keyboard. Each function returns an element with a function `show(value)`.
import { element, fixed } from "./dom.js";

let made = 0;
const unique = () => `widget-control-${++made}`;

const labelled = (className, input, html) =>
  element("label", { className }, input, element("span", { innerHTML: html }));

/** Controls that belong together. */
export const fieldset = (label, ...inside) =>
  element(
    "fieldset",
    { className: "w-choices" },
    element("legend", { innerHTML: label }),
    ...inside,
  );

/** A slider, which shows `text(value)`; a screen reader reads `say(value)` aloud. */
export function slider({ label, field, say, text = (now) => fixed(now, 1), hue = "", onInput }) {
  const input = element("input", {
    type: "range",
    min: field.low,
    max: field.high,
    step: field.step,
    id: unique(),
  });
  const value = element("output", { "aria-hidden": "true", for: input.id });
  input.addEventListener("input", () => onInput(Number(input.value)));
  const made = element(
    "div",
    { className: `w-slider ${hue}` },
    element("label", { htmlFor: input.id, innerHTML: label }),
    input,
    value,
  );
  made.show = (now) => {
    input.value = now;
    input.setAttribute("aria-valuetext", say(now));
    value.textContent = text(now);
  };
  return made;
}

/** Radio buttons: one of several options is chosen. */
export function choices({ label, options, onInput }) {
  const name = unique();
  const inputs = options.map(({ value }) => element("input", { type: "radio", name, value }));
  const chips = options.map(({ text, hue = "" }, i) => labelled(`w-chip ${hue}`, inputs[i], text));
  const made = fieldset(label, ...chips);
  made.addEventListener("change", ({ target }) => onInput(target.value));
  made.show = (now) => {
    for (const input of inputs) input.checked = input.value === now;
  };
  return made;
}

/** Yes or no. */
export function check({ label, onInput }) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => onInput(input.checked));
  const made = labelled("w-check", input, label);
  made.show = (now) => {
    input.checked = now;
  };
  return made;
}

/** A hint for the reader, and the reset button. */
export const foot = (hint, reset) =>
  element(
    "div",
    { className: "w-bar" },
    element("p", { className: "w-hint", innerHTML: hint }),
    reset,
  );

export function button({ label, onClick, strong = false }) {
  const made = element("button", {
    type: "button",
    className: `row-button w-button ${strong ? "w-strong" : ""}`,
    innerHTML: label,
  });
  made.addEventListener("click", onClick);
  return made;
}
