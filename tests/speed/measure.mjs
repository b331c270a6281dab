// node tests/speed/measure.mjs SITE BUDGETS: Lighthouse's scores on a phone for pages of a built site, the median of three.
//
// It prints one line per page, and exits with 1 if a score is below its budget. The site is served compressed, as it is published.
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const TIMES = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".xml": "application/xml",
}; // what is sent compressed

async function fileOf(site, address) {
  const path = join(site, normalize(decodeURIComponent(new URL(address, "http://x").pathname)));
  return (await stat(path)).isDirectory() ? join(path, "index.html") : path;
}

function serve(site) {
  const server = createServer(async (request, response) => {
    try {
      const file = await fileOf(site, request.url);
      const type = TYPES[extname(file)];
      const content = await readFile(file);
      response.writeHead(200, {
        "Cache-Control": "max-age=600",
        ...(type && { "Content-Type": type, "Content-Encoding": "gzip" }),
      });
      response.end(type ? gzipSync(content) : content);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((listens) => server.listen(0, "127.0.0.1", () => listens(server)));
}

async function scores(address) {
  const browser = await launch({ chromeFlags: ["--headless=new", "--no-sandbox"] });
  try {
    const asked = { port: browser.port, logLevel: "error", onlyCategories: CATEGORIES };
    const { lhr } = await lighthouse(address, asked);
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
    return Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(100 * score)]);
  } finally {
    browser.kill();
  }
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[(numbers.length - 1) / 2];
}

async function medians(address) {
  const measured = [];
  for (let time = 0; time < TIMES; time++) measured.push(Object.fromEntries(await scores(address)));
  return Object.fromEntries(
    Object.keys(measured[0]).map((id) => [id, median(measured.map((each) => each[id]))]),
  );
}

const [site, file] = process.argv.slice(2);
const { performance, others } = JSON.parse(await readFile(file, "utf-8"));
const server = await serve(site);
for (const [page, budget] of Object.entries(performance)) {
  const found = await medians(`http://127.0.0.1:${server.address().port}/${page}`);
  const low = Object.entries(found)
    .map(([id, score]) => [id, score, id === "performance" ? budget : others])
    .filter(([, score, least]) => score < least)
    .map(([id, score, least]) => `${id} is ${score}; expected at least ${least}`);
  console.log(
    `/${page}: ${Object.entries(found).flat().join(" ")}${low.map((each) => `\n  ${each}`).join("")}`,
  );
  if (low.length) process.exitCode = 1;
}
server.close();
