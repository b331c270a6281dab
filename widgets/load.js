// Fetches a widget's script when the reader comes near its figure.

async function start(figure) {
  // By its address as built: build.mjs puts all scripts into one folder.
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

for (const figure of document.querySelectorAll("[data-widget]")) near.observe(figure);
