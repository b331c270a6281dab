// node widgets/build.mjs FOLDER: bundles each widget of widgets/figures/; what they share becomes files of its own. The folder
// has digits.bin, and gets the losses of the two trainings that train-both shows until its reader trains.
import { readFileSync, writeFileSync } from "node:fs";
import { buildSync } from "esbuild";
import { RECORDED, STEPS } from "./figures/train-both.js";
import { Training, trainings, unpacked } from "./twin.js";

const [folder] = process.argv.slice(2);
buildSync({
  entryPoints: ["widgets/load.js", "widgets/twin-worker.js", "widgets/figures/*.js"],
  entryNames: "[name]", // all in one folder, where the .bin files are too
  outdir: folder,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});

const images = unpacked(readFileSync(`${folder}/digits.bin`));
const both = trainings(RECORDED).map((settings) => new Training(images, settings));
const losses = both.flatMap((each) => Array.from({ length: STEPS }, () => each.step()));
writeFileSync(`${folder}/recorded.bin`, new Float64Array(losses));
