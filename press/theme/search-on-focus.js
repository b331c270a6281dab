/* Material fetches the index of all pages with every page; let it wait until somebody is about to search. */
(() => {
  const wanted = new Promise((search) => {
    if (/[?&][qh]=/.test(location.search)) search();
    addEventListener("focusin", ({ target }) => target.matches(".md-search__input") && search());
    addEventListener("change", ({ target }) => target.id === "__search" && search());
  });
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    this.waits = String(address).endsWith("search/search_index.json");
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (this.waits) wanted.then(() => send.call(this, body));
    else send.call(this, body);
  };
})();
