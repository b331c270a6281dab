// node press/lighter.mjs FILE …: writes each SVG anew, in fewer bytes. No eye sees more than hundredths of a point.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { optimize } from "svgo";

const overrides = { cleanupIds: { force: true } }; // matplotlib's style sheet names none
const plugins = [{ name: "preset-default", params: { overrides } }];

for (const file of process.argv.slice(2)) {
  const { data } = optimize(readFileSync(file, "utf8"), { path: file, floatPrecision: 2, plugins });
  writeFileSync(`${file}.part`, data);
  renameSync(`${file}.part`, file);
}
