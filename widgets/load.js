// Each widget's script is fetched when its figure comes near, or at once where the address speaks of it.
const WIDGETS = {
  "read-h": () => import("./read-h.js"),
  "train-both": () => import("./train-both.js"),
  "lose-half": () => import("./lose-half.js"),
  "four-slopes": () => import("./four-slopes.js"),
  "float-cliff": () => import("./float-cliff.js"),
  "latent-plane": () => import("./latent-plane.js"),
};

async function start(figure) {
  const { mount } = await WIDGETS[figure.dataset.widget]();
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
