"use strict";
// Opens a report in headless Chromium as a reader would: offline, from a file.
//   node tests/browser/report.cjs REPORT.html [SCREENSHOT.png]
// Fails (status 1) on a console error, a request that leaves the file, a figure that is not drawn, a table that does not
// sort or filter or answer to its figure, a picture that cannot be read, a heading or link within the page that leads
// nowhere, a page wider than a telephone, a print without pages, more than two seconds to open (the report itself, and
// the same grown to 10 MB), or a finding of axe-core. Node modules are those of cmake/web; Chromium is Debian's, or
// $RGX_CHROMIUM.
const fs = require("fs");
const os = require("os");
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

// A figure and its table: a click on the first row finds its point, a click on a point its row, and a rectangle over
// all points leaves no row out.
const answers = async (page) => {
  for (const table of await page.$$("table[data-answers]")) {
    const figure = await table.getAttribute("data-answers");
    const place = await page.$(`.vega[data-figure='${figure}']`);
    if (!place) continue;  // too few tests for a figure
    const row = await table.$("tbody tr[data-row]");
    const number = await row.getAttribute("data-row");
    await row.evaluate((r) => r.cells[0].click());
    check(await row.evaluate((r) => r.classList.contains("picked")), `table of ${figure}: a click does not pick the row`);
    const large = () => place.evaluate((p) => Array.from(p.querySelectorAll(".mark-symbol path")).filter((m) => m.getAttribute("stroke") === "#1c2430" && Number(m.getAttribute("stroke-width")) === 2).length);
    await page.waitForFunction((f) => Array.from(document.querySelectorAll(`.vega[data-figure='${f}'] .mark-symbol path`)).some((m) => m.getAttribute("stroke-width") === "2"), figure, { timeout: 5000 }).catch(() => null);
    check((await large()) === 1, `${figure}: row ${number} marks no point`);
    await row.evaluate((r) => r.cells[0].click());
    check(!(await row.evaluate((r) => r.classList.contains("picked"))), `table of ${figure}: a second click does not let go`);
    const hit = await place.$$eval(".mark-symbol path", (marks, f) => {
      const listed = new Set(Array.from(document.querySelectorAll("table[data-answers]")).filter((t) => t.dataset.answers === f)
        .flatMap((t) => Array.from(t.querySelectorAll("tr[data-row]"), (r) => Number(r.dataset.row))));
      const at = marks.findIndex((m) => m.__data__ && m.__data__.datum && listed.has(m.__data__.datum.row));
      if (at < 0) return false;
      const box = marks[at].getBoundingClientRect();
      for (const type of ["mousedown", "mouseup", "click"])
        marks[at].dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, view: window }));
      return true;
    }, figure);
    check(hit, `${figure}: no point has a row in its table`);
    if (hit) check(await table.$("tr.picked"), `${figure}: a click on a point picks no row`);
  }
};

// Opened anew, the milliseconds of processor time until the page can be read: of the page's main thread, so that it does
// not matter what else the machine does meanwhile.
const opening = async (browser, address) => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(address, { waitUntil: "load" });
  const { metrics } = await devtools.send("Performance.getMetrics");
  await page.close();
  return 1000 * metrics.find((m) => m.name === "TaskDuration").value;
};

// The same report with the pictures of many more cases.
const grown = (report, bytes) => {
  const text = fs.readFileSync(report, "utf8");
  const from = text.indexOf('<svg class="card"'), to = text.indexOf("</g></svg>\n", from) + 11;
  if (from < 0 || to < from) return null;
  const card = text.slice(from, to);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "rgx-browser-")), "grown.html");
  fs.writeFileSync(file, text.slice(0, from) + card.repeat(Math.max(0, Math.ceil((bytes - text.length) / card.length))) + text.slice(from));
  return file;
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
    await answers(page);
    await tables(page);

    const unnamed = await page.$$eval("main h2, main h3, main h4", (all) => all.filter((h) => !h.id && !h.parentElement.id).map((h) => h.textContent));
    check(unnamed.length === 0, "headings without an address: " + unnamed.join(", "));
    const twice = await page.$$eval("[id]", (all) => all.map((e) => e.id).filter((id, i, ids) => ids.indexOf(id) !== i));
    check(twice.length === 0, "ids that stand twice: " + twice.join(", "));
    const pictures = await page.$$eval(".card image", async (all) => {
      let broken = 0;
      for (const image of all) {
        const copy = new Image();
        copy.src = image.getAttribute("href");
        await copy.decode().catch(() => { ++broken; });
      }
      return { all: all.length, broken };
    });
    check(pictures.broken === 0, `${pictures.broken} of ${pictures.all} pictures cannot be read`);
    for (const name of figures) check(await page.$(`.vega[data-figure='${name}'] .vega-actions a[download$='.csv']`), `figure ${name} does not offer its data`);

    await page.setViewportSize({ width: 400, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(wide <= 400, `the page is ${wide} pixels wide in a window of 400`);
    await page.setViewportSize({ width: 1280, height: 900 });
    check((await page.pdf({ format: "A4" })).length > 10000, "the print is empty");

    await page.addScriptTag({ path: need.resolve("axe-core/axe.min.js") });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      // The scheme changes colours only.
      const found = await page.evaluate((dark) => window.axe.run(document, dark ? { runOnly: ["color-contrast"] } : {}), colorScheme === "dark");
      for (const violation of found.violations)
        failures.push(`axe (${colorScheme}) ${violation.id}: ${violation.help}: ` + violation.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; "));
    }

    // Told always, judged where the machine has nothing else to do: RGX_MOST_MS=2000.
    const most = Number(process.env.RGX_MOST_MS || Infinity);
    const took = await opening(browser, opened);
    check(took < most, `the report takes ${Math.round(took)} ms to open`);
    const large = grown(report, 10e6);
    let told = "";
    if (large) {
      const later = await opening(browser, pathToFileURL(large).href);
      check(later < most, `10 MB take ${Math.round(later)} ms to open`);
      told = `, ${Math.round(later)} ms at ${(fs.statSync(large).size / 1e6).toFixed(1)} MB`;
      fs.rmSync(path.dirname(large), { recursive: true });
    }
    console.log(`opens in ${Math.round(took)} ms at ${(fs.statSync(report).size / 1e6).toFixed(1)} MB${told}; ${pictures.all} pictures`);
    console.log(`${figures.length} figures, ${(await page.$$("table.sortable")).length} tables, ${failures.length} failures`);
  } finally {
    await browser.close();
  }
  for (const failure of failures) console.error("FAILED " + failure);
  process.exitCode = failures.length ? 1 : 0;
})().catch((error) => { console.error(String(error.stack || error)); process.exit(1); });
