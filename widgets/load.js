// Loads a widget's script when its figure is near the window, or when the address holds its state.

async function start(figure) {
  // The address as built: build.mjs puts all scripts into one folder.
  const { mount } = await import(new URL(`./${figure.dataset.widget}.js`, import.meta.url));
  mount(figure);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) {
        near.unobserve(target);
        start(target);
      }
    }
  },
  { rootMargin: "600px" },
);

const [visit] = performance.getEntriesByType("navigation");
const keys = [...new URLSearchParams(location.search).keys()];

/** Whether the reader followed a link that holds this widget's state and names no other place on the page. */
const isLinked = ({ dataset: { widget } }) =>
  visit?.type === "navigate" && !location.hash && keys.some((key) => key.startsWith(`${widget}.`));

let linked; // the figure that the address leads to
let place = 0; // where this script has scrolled to

/** Observes the figures that the browser has parsed so far: this script does not wait for the rest of the page. */
function observe() {
  for (const figure of document.querySelectorAll("[data-widget]:not([data-observed])")) {
    figure.dataset.observed = "";
    near.observe(figure);
    if (isLinked(figure)) linked ??= figure;
  }
  // A page that is parsed only as far as the figure is too short to scroll to it, so this happens again with the rest.
  if (linked && scrollY === place) {
    linked.scrollIntoView();
    place = scrollY;
  }
}

observe();
document.addEventListener("DOMContentLoaded", observe);
