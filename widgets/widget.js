// What all widgets share: a place in the figure, a state that the address holds, and a picture that follows both.
import { button, check, choices, slider } from "./controls.js";
import { element } from "./dom.js";
import { readAddress, writeAddress } from "./fields.js";
import { LABELS } from "./labels.js";

const SOON = 250; // ms: browsers refuse an address that changes many times a second

/** Builds a widget in `figure`, in place of its static pictures.
 *
 * name: its prefix in the address. label: what it is, for who listens. fields: see fields.js.
 * A field `as` is the name of a label, whose hue the widget has.
 * build(live): the elements, from the top. `live.set({field: value})` changes the state, `live.say(words)` is read aloud,
 * and `live.slide`, `live.choose`, `live.check` and `live.write` make elements that follow the state; for others there is
 * `live.follow(show)`, which calls show(state) before each picture is drawn. height: of the picture, in px, by its width.
 * draw(state, width, height): the picture as SVG. drag(x, y, state, width, height): the changes that a pointer at (x, y) makes.
 */
export function widget(figure, { name, label, fields, build, height, draw, drag, onReset }) {
  const state = readAddress(name, fields);
  const status = element("p", { className: "w-heard", role: "status" });
  const picture = element("div", { className: "w-picture" });
  const followers = [];
  let later;

  function render() {
    if (state.as) body.className = `w-live ${LABELS[state.as].hue}`;
    for (const show of followers) show(state);
    const width = Math.floor(picture.clientWidth);
    if (!width) return; // not shown, as on paper
    const tall = height(width);
    picture.style.height = `${tall}px`;
    picture.innerHTML = draw(state, width, tall);
  }

  function set(changes) {
    for (const [key, value] of Object.entries(changes)) state[key] = fields[key].fit(value);
    render();
    clearTimeout(later);
    later = setTimeout(() => writeAddress(name, fields, state, figure.id), SOON);
  }

  function reset() {
    onReset?.();
    set(Object.fromEntries(Object.entries(fields).map(([key, { initial }]) => [key, initial])));
    live.say("Reset.");
  }

  /** The element that `make` returns, with what it is given; it shows the field. */
  function follows(key, make, given) {
    const made = make({ onInput: (value) => set({ [key]: value }), ...given });
    live.follow(() => made.show(state[key]));
    return made;
  }

  const live = {
    state,
    picture,
    render,
    set,
    follow: (show) => followers.push(show),
    slide: (key, label, say, given) =>
      follows(key, slider, { label, field: fields[key], say, ...given }),
    /** What `said` returns is read aloud after a choice. */
    choose(key, label, options, said, given) {
      const made = follows(key, choices, { label, options, ...given });
      made.addEventListener("change", () => live.say(said()));
      return made;
    },
    check: (key, label, given) => follows(key, check, { label, ...given }),
    /** An element that contains html(state). */
    write(tag, className, html) {
      const made = element(tag, { className });
      live.follow(() => {
        made.innerHTML = html(state);
      });
      return made;
    },
    reset: button({ label: "Reset", onClick: reset }),
    say: (words) => {
      status.textContent = words;
    },
  };

  const body = element("div", { className: "w-live", role: "group", "aria-label": label });
  body.append(...build(live), status);
  figure.querySelector(".w-stage").append(body);
  figure.classList.add("w-on");
  // A finger on a slider or on the picture may be about to scroll the page. The browser then cancels its pointer.
  let before; // the state when the pointer came down
  const remember = () => {
    before = { ...state };
  };
  body.addEventListener("pointerdown", remember, { capture: true }); // before the picture moves to a mouse
  body.addEventListener("pointercancel", () => set(before));
  if (drag) {
    const move = ({ clientX, clientY }) => {
      const { left, top, width, height } = picture.getBoundingClientRect();
      const changes = drag(clientX - left, clientY - top, state, width, height);
      if (changes) set(changes);
    };
    picture.classList.add("w-drags");
    picture.addEventListener("pointerdown", (event) => {
      picture.setPointerCapture(event.pointerId);
      move(event);
    });
    picture.addEventListener("pointermove", (event) => {
      if (picture.hasPointerCapture(event.pointerId)) move(event);
    });
  }
  new ResizeObserver(render).observe(picture);
  render();
}
