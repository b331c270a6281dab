/* What Material's script would do too early, or wrongly.
   It fetches the index of all pages with every page, and the code that searches it: both wait until somebody is about to search.
   It searches when a key is released, so text that is pasted with the mouse must look like one. Its signs for "not" and "must" are
   taken out of a query, because people paste code: "-0.5 * torch.sum(" is no wish to leave 0.5 out.
   It also takes a page's Markdown for a translation, and looks for its sitemap in vain. */
(() => {
  document.documentElement.className = "js"; // if Material did it later, every style would be computed again
  addEventListener("input", ({ target, inputType }) => {
    if (target.matches(".md-search__input") && /Paste|Drop/.test(inputType))
      target.dispatchEvent(new Event("keyup"));
  });
  const wanted = new Promise((search) => {
    if (/[?&]q=/.test(location.search)) search();
    addEventListener("focusin", ({ target }) => target.matches(".md-search__input") && search());
    addEventListener("change", ({ target }) => target.id === "__search" && search());
  });
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, address, ...rest) {
    this.waits = String(address).endsWith("search/search_index.json");
    this.isVain = String(address).endsWith("/sitemap.xml");
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (this.waits) wanted.then(() => send.call(this, body));
    else if (!this.isVain) send.call(this, body);
  };
  window.Worker = new Proxy(window.Worker, {
    construct(Worker, [address, options]) {
      if (!String(address).includes("/workers/search.")) return new Worker(address, options);
      const standIn = new EventTarget();
      const started = wanted.then(() => {
        const worker = new Worker(address, options);
        worker.onmessage = ({ data }) =>
          standIn.dispatchEvent(new MessageEvent("message", { data }));
        return worker;
      });
      standIn.postMessage = ({ type, data }) => {
        const plain = typeof data === "string" ? data.replace(/(^|\s)[-+]+|[:^~]/g, " ") : data;
        started.then((worker) => worker.postMessage({ type, data: plain }));
      };
      return standIn;
    },
  });
})();
