// node lab/browser.mjs firefox|chrome PROGRAM: answers each line of its standard input, a visit to a page, with a line; both are JSON.
//
// A visit: {address, steps: [{run: a function's source, given: its argument}, {keys: [names]}, {until: a function's source},
// {width: px}: from there on the page is looked at in a frame so wide]}.
// An answer: {found: [what each run gave], problems: [errors on the console and in scripts]}, or {fault: why it failed}.
import { createInterface } from "node:readline";
import { launch } from "puppeteer-core";

const HEIGHT = 844; // px
const FRAME = `(width, height) => {
  const frame = Object.assign(document.createElement("iframe"), { src: location.href, width, height });
  document.body.append(frame);
  return new Promise((loaded) => frame.addEventListener("load", () => loaded()));
}`;

async function follow(page, { address, steps }) {
  const [found, problems] = [[], []];
  let where = page;
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  if (page.url() !== address) await page.goto(address);
  for (const { run, given, keys, until, width } of steps) {
    if (width) {
      await page.evaluate(`(${FRAME})(${width}, ${HEIGHT})`);
      where = page.frames().at(-1);
    }
    if (run) found.push(await where.evaluate(`(${run})(${JSON.stringify(given ?? null)})`));
    if (until) await where.waitForFunction(`(${until})()`, { timeout: 120_000 });
    for (const key of keys ?? []) await page.keyboard.press(key);
  }
  return { found, problems };
}

const [kind, program] = process.argv.slice(2);
const browser = await launch({
  browser: kind,
  executablePath: program,
  headless: "shell",
  protocolTimeout: 0, // a training takes minutes
  defaultViewport: null, // Firefox ESR cannot set one
  args: {
    firefox: ["--width=1280", "--height=940"],
    chrome: process.getuid?.() === 0 ? ["--no-sandbox"] : [], // as root it refuses to start with a sandbox
  }[kind],
});
try {
  const [blank] = await browser.pages(); // kept for functions that need no site: a new page compiles them again
  for await (const line of createInterface({ input: process.stdin })) {
    const visit = JSON.parse(line);
    const page = visit.address === blank.url() ? blank : await browser.newPage();
    const answer = await follow(page, visit).catch((fault) => ({ fault: `${fault}` }));
    console.log(JSON.stringify(answer));
    if (page !== blank) await page.close();
  }
} finally {
  await browser.close();
}
