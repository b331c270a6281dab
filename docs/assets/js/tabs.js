/* Material restores the chosen tab by a label's `innerText`, which is empty in closed details: restore it when they open. */
document.addEventListener(
  "toggle",
  ({ target }) => {
    const chosen = __md_get("__tabs") ?? [];
    for (const label of target.querySelectorAll(".tabbed-labels > label"))
      if (chosen.includes(label.textContent.trim())) label.control.checked = true;
  },
  true, // this event does not bubble
);
