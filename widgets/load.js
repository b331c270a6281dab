// Loads a widget's script when its figure is near the window.

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

/** Observes the figures that the browser has parsed so far: this script does not wait for the rest of the page. */
function observe() {
  for (const figure of document.querySelectorAll("[data-widget]:not([data-observed])")) {
    figure.dataset.observed = "";
    near.observe(figure);
  }
}

observe();
document.addEventListener("DOMContentLoaded", observe);
