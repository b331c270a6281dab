// Loads a widget's script when its figure is near the window.

const near = new IntersectionObserver(
  (entries) => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      near.unobserve(target);
      // The address as built: build.mjs puts all scripts into one folder.
      const script = new URL(`./${target.dataset.widget}.js`, import.meta.url);
      import(script).then(({ mount }) => mount(target));
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
