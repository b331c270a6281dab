// Data that a widget fetches once it is near the window.

/** The bytes of a file next to the scripts, which build.mjs puts into one folder. */
export async function fetched(file) {
  const answer = await fetch(new URL(`./${file}`, import.meta.url));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.arrayBuffer();
}

/** Marks the figure as busy until `load` has ended; returns whether it succeeded. */
export async function loaded(figure, load) {
  figure.setAttribute("aria-busy", "true");
  try {
    await load();
    return true;
  } catch {
    return false;
  } finally {
    figure.removeAttribute("aria-busy");
  }
}
