"use strict";
// SVG of Vega-Lite specifications: reads {"figures": [specification, …]} on stdin, writes {"svg": [text, …], "errors":
// [text, …]} on stdout, an empty text where a figure failed. Run as `node render_svg.cjs vega.min.js vega-lite.min.js`.
const fs = require("fs");
const vm = require("vm");

// The bundles are scripts of a browser: run as such they find each other by their global names, wherever they lie.
for (const file of process.argv.slice(2, 4)) vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
const { vega, vegaLite } = globalThis;

// Text is measured by a rule of thumb, never by a canvas that one machine has and another lacks.
vega.textMetrics.canvas(false);

const quiet = { level() { return this; }, error() { return this; }, warn() { return this; }, info() { return this; }, debug() { return this; } };
const draw = async (spec) => {
  if (vega.resetSVGDefIds) vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(vegaLite.compile(spec, { logger: quiet }).spec), { renderer: "none", logger: quiet });
  const svg = await view.toSVG();
  view.finalize();
  return svg;
};

(async () => {
  const { figures } = JSON.parse(fs.readFileSync(0, "utf8"));
  const answer = { svg: [], errors: [] };
  for (const spec of figures) {
    try {
      answer.svg.push(await draw(spec));
      answer.errors.push("");
    } catch (error) {
      answer.svg.push("");
      answer.errors.push(String(error && error.message ? error.message : error));
    }
  }
  fs.writeFileSync(1, JSON.stringify(answer));
})().catch((error) => {
  console.error(String(error && error.message ? error.message : error));
  process.exitCode = 1;
});
