// HTML elements, and numbers as text.

/** An HTML element with properties (a name with a dash is an attribute) and children. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || name === "role" || name === "for") made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...children);
  return made;
}

/** A number as text: with so many significant digits, a true minus, and a power of ten if it is far from 1. */
export function shown(value, digits = 2) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (exponent < -3 || exponent > 5) {
    const [front, power] = value.toExponential(digits - 1).split("e");
    return `${front}·10${superscript(Number(power))}`.replace("-", "−");
  }
  const text = value.toFixed(Math.max(0, digits - 1 - exponent));
  return (Number(text) === 0 ? "0" : text).replace("-", "−");
}

const superscript = (n) => [...String(n)].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[c] ?? "⁻").join("");

/** A number as text with so many digits after the point. */
export const fixed = (value, digits) => value.toFixed(digits).replace("-", "−");

/** A number that a reader sees and a test can ask for: `<data value="0.1353…" data-of="σ">0.14</data>`. */
export function number(of, value, text = shown(value)) {
  return `<data data-of="${of}" value="${value}">${text}</data>`;
}
