/* The table of the evidence page: show the claims of one page. Without this script all are shown. */
(() => {
  const filter = document.querySelector(".evidence-filter");
  if (!filter) return;
  const select = filter.querySelector("select");
  const said = filter.querySelector("output"); // read aloud when it changes
  const bodies = [...document.querySelectorAll(".evidence tbody")];

  function show(page) {
    select.value = page;
    bodies.forEach((body) => (body.hidden = page !== "" && body.dataset.page !== page));
    const all = document.querySelectorAll(".evidence tr[id]").length;
    const shown = document.querySelectorAll(".evidence tbody:not([hidden]) tr[id]").length;
    said.textContent = shown === all ? `All ${all} claims are shown.` : `${shown} of ${all} claims are shown.`;
  }

  // A link to a row leads there, whatever the filter hides.
  function follow() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.closest(".evidence tbody[hidden]")) {
      show("");
      row.scrollIntoView();
    }
  }

  select.addEventListener("change", () => show(select.value));
  window.addEventListener("hashchange", follow);
  show("");
  filter.hidden = false;
})();
