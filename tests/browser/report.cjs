"use strict";
// Opens a report in headless Chromium as a reader would: offline, from a file.
//   node tests/browser/report.cjs REPORT.html [SCREENSHOT.png]
// Fails (status 1) on a console error, a request that leaves the file, a figure that is not drawn, a table that does not
// sort or filter, a link within the page that leads nowhere, or a serious finding of axe-core. Node modules are those of
// cmake/web; Chromium is Debian's, or $RGX_CHROMIUM.
const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { createRequire } = require("module");

const web = path.join(__dirname, "..", "..", "cmake", "web");
const need = createRequire(path.join(web, "package.json"));
const { chromium } = need("playwright-core");

const failures = [];
const check = (held, what) => { if (!held) failures.push(what); };

// As the page itself compares: numbers by what they are, texts by their letters, empty cells last.
const key = (cell) => (cell.value === null ? cell.text : cell.value === "" ? null : cell.value === "Inf" ? Infinity : cell.value === "-Inf" ? -Infinity : Number(cell.value));
const inOrder = (cells, down) => cells.map(key).every((now, i, all) => {
  if (i === 0) return true;
  const before = all[i - 1];
  const empty = (k) => k === null || k === "";
  if (empty(now)) return true;
  if (empty(before)) return false;
  return down ? before >= now : before <= now;
});

const columnOf = (table, column) => table.$$eval("tbody tr", (rows, at) => rows.map((row) => {
  const cell = row.cells[at];
  return { value: cell.dataset.value === undefined ? null : cell.dataset.value, text: cell.textContent };
}), column);

const tables = async (page) => {
  const all = await page.$$("table.sortable");
  check(all.length > 0, "the report has no table");
  for (const table of all) {
    const id = await table.getAttribute("data-table");
    const headings = await table.$$("thead th");
    // The last numeric column (else the last): one that the page did not sort already.
    let column = headings.length - 1;
    for (let i = 0; i < headings.length; ++i) if (await table.$(`tbody tr:first-child td:nth-child(${i + 1}).number`)) column = i;
    const button = await headings[column].$("button");
    for (const down of [false, true]) {
      await button.evaluate((b) => b.click());
      check(inOrder(await columnOf(table, column), down), `table ${id}: column ${column + 1} does not sort ${down ? "down" : "up"}`);
      check((await headings[column].getAttribute("aria-sort")) === (down ? "descending" : "ascending"), `table ${id}: aria-sort does not follow`);
    }
  }
  const filter = await page.$("input[data-filter]");
  if (!filter) return;
  const id = await filter.getAttribute("data-filter");
  const table = await page.$(`table[data-table='${id}']`);
  const shown = () => table.$$eval("tbody tr", (rows) => rows.filter((row) => !row.hidden).length);
  const before = await shown();
  await filter.fill("no cell holds this text");
  check((await shown()) === 0, `table ${id}: the filter hides nothing`);
  await filter.fill("");
  check((await shown()) === before, `table ${id}: the filter does not let go`);
};

(async () => {
  const [report, screenshot] = process.argv.slice(2);
  if (!report || !fs.existsSync(report)) throw new Error("usage: node report.cjs REPORT.html [SCREENSHOT.png]");
  const browser = await chromium.launch({
    executablePath: process.env.RGX_CHROMIUM || "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("console", (message) => { if (message.type() === "error") failures.push("console: " + message.text()); });
    page.on("pageerror", (error) => failures.push("page: " + error.message));
    const opened = pathToFileURL(path.resolve(report)).href;
    await page.route("**/*", (route) => {
      const url = route.request().url();
      if (url.split("#")[0] === opened || url.startsWith("data:") || url.startsWith("blob:")) return route.continue();
      failures.push("request: " + url);
      return route.abort();
    });
    await page.goto(opened);

    const figures = await page.$$eval(".vega", (places) => places.map((p) => p.dataset.figure));
    for (const name of figures) {
      const drawn = await page.waitForSelector(`.vega[data-figure='${name}'][data-drawn='true'] svg`, { state: "attached", timeout: 60000 }).catch(() => null);
      check(drawn, `figure ${name} was not drawn`);
      if (drawn) check(await drawn.evaluate((svg) => svg.querySelectorAll("path, text, rect").length > 5), `figure ${name} is empty`);
    }
    check((await page.$$(".drawing svg")).length > 0, "there is no flow diagram");
    const lost = await page.$$eval("a[href^='#']", (links) => links.map((a) => a.getAttribute("href").slice(1)).filter((id) => id && !document.getElementById(id)));
    check(lost.length === 0, "links that lead nowhere: " + lost.join(", "));
    if (screenshot) {
      // A whole report can be taller than a picture may be.
      const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), Number(process.env.RGX_SCREENSHOT_HEIGHT || 2400));
      await page.setViewportSize({ width: 1280, height });
      await page.screenshot({ path: screenshot });
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    await tables(page);

    await page.addScriptTag({ path: need.resolve("axe-core/axe.min.js") });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // The scheme changes colours only.
      const found = await page.evaluate((dark) => window.axe.run(document, dark ? { runOnly: ["color-contrast"] } : {}), colorScheme === "dark");
      for (const violation of found.violations)
        if (violation.impact === "serious" || violation.impact === "critical")
          failures.push(`axe (${colorScheme}) ${violation.id}: ${violation.help}: ` + violation.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; "));
    }
    console.log(`${figures.length} figures, ${(await page.$$("table.sortable")).length} tables, ${failures.length} failures`);
  } finally {
    await browser.close();
  }
  for (const failure of failures) console.error("FAILED " + failure);
  process.exitCode = failures.length ? 1 : 0;
})().catch((error) => { console.error(String(error.stack || error)); process.exit(1); });
