/* A framework is chosen once: tabs of the same name are switched together, here and on the next page. */
(() => {
  const inputs = [...document.querySelectorAll(".tabbed-set > input")];
  const nameOf = (input) => input.labels[0].textContent;
  const choose = (name) => {
    for (const input of inputs) if (nameOf(input) === name) input.checked = true;
  };
  for (const name of __md_get("__tabs") ?? []) choose(name);
  for (const input of inputs)
    input.addEventListener("change", () => {
      const top = () => input.parentElement.getBoundingClientRect().top;
      const before = top();
      choose(nameOf(input));
      scrollBy({ top: top() - before, behavior: "instant" }); // what was pressed stays where it is
      __md_set("__tabs", [nameOf(input)]);
    });
})();
