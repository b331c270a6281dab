// node widgets/build.mjs FOLDER: bundles each widget of widgets/figures/; what they share becomes files of its own.
import { buildSync } from "esbuild";

buildSync({
  entryPoints: ["widgets/load.js", "widgets/twin-worker.js", "widgets/figures/*.js"],
  entryNames: "[name]", // all in one folder, where the .bin files are too
  outdir: process.argv[2],
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "warning",
});
