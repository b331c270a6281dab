// The state of a widget: named fields, each with its initial value and its form in the address.

/** A number from low to high in steps; `digits` after the point are kept. */
export const range = (low, high, step, initial) => {
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const fit = (value) => {
    const steps = Math.round((Math.min(high, Math.max(low, value)) - low) / step);
    return Number((low + steps * step).toFixed(digits));
  };
  return {
    low,
    high,
    step,
    initial,
    fit,
    read: (text) =>
      text.trim() !== "" && Number.isFinite(Number(text)) ? fit(Number(text)) : initial,
  };
};

/** One of some words. */
export const choice = (words, initial) => ({
  initial,
  fit: (value) => value,
  read: (text) => (words.includes(text) ? text : initial),
});

/** Yes or no. */
export const flag = (initial) => ({
  initial,
  fit: Boolean,
  read: (text) => ({ yes: true, no: false })[text] ?? initial,
  write: (value) => (value ? "yes" : "no"),
});

/** A widget's state from the address. A field that is missing or wrong there has its initial value. */
export function readAddress(name, fields) {
  const query = new URLSearchParams(location.search);
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const text = query.get(`${name}.${key}`);
      return [key, text === null ? field.initial : field.read(text)];
    }),
  );
}

/** Writes the fields that differ from their initial value into the address, and the id of the figure, to which a link then leads. */
export function writeAddress(name, fields, state, id) {
  const address = new URL(location.href);
  for (const [key, field] of Object.entries(fields)) {
    const [value, write] = [state[key], field.write ?? String];
    if (value === field.initial) address.searchParams.delete(`${name}.${key}`);
    else address.searchParams.set(`${name}.${key}`, write(value));
  }
  address.hash = address.search && id;
  history.replaceState(history.state, "", address);
}
