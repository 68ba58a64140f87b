"use strict";
// Figures: drawn from the specification that stands beside each, those near the window first; the menu saves SVG and
// PNG, and the data that a figure shows as CSV.
const views = new Map();  // name of a figure → its vega view, once drawn
const sourceOf = (place) => place.parentElement.querySelector("script[type='application/json']");

// Every list of values in a specification that has columns, as one table.
const rowsOf = (spec) => {
  const rows = [];
  const walk = (node) => {
    if (!node || typeof node !== "object") return;
    if (!Array.isArray(node) && node.data && Array.isArray(node.data.values)) rows.push(...node.data.values.filter((v) => Object.keys(v).length > 0));
    Object.values(node).forEach(walk);
  };
  walk(spec);
  return rows;
};
const csvOf = (rows) => {
  const columns = [];
  for (const row of rows) for (const name of Object.keys(row)) if (!columns.includes(name)) columns.push(name);
  const cell = (v) => (v === undefined || v === null ? "" : /[",\n]/.test(String(v)) ? '"' + String(v).replace(/"/g, '""') + '"' : String(v));
  return [columns.join(","), ...rows.map((row) => columns.map((name) => cell(row[name])).join(","))].join("\n") + "\n";
};

const addData = (place, spec) => {
  const actions = place.querySelector(".vega-actions");
  if (!actions) return;
  const link = document.createElement("a");
  link.textContent = "Save data as CSV";
  link.download = place.dataset.figure + ".csv";
  link.href = "#figure-" + place.dataset.figure;
  link.addEventListener("mousedown", () => { link.href = URL.createObjectURL(new Blob([csvOf(rowsOf(spec))], { type: "text/csv" })); });
  link.addEventListener("click", () => { if (!link.href.startsWith("blob:")) link.href = URL.createObjectURL(new Blob([csvOf(rowsOf(spec))], { type: "text/csv" })); });
  actions.append(link);
};

const draw = (place) => {
  if (place.dataset.begun) return Promise.resolve();
  place.dataset.begun = "true";
  const spec = JSON.parse(sourceOf(place).textContent);
  return vegaEmbed(place, spec, { mode: "vega-lite", renderer: "svg", actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: place.dataset.figure })
    .then((result) => {
      const menu = place.querySelector("summary");
      if (menu) menu.setAttribute("aria-label", "Save the figure " + place.dataset.figure);
      views.set(place.dataset.figure, result.view);
      addData(place, spec);
      // The frames of rectangles to be drawn are marks without a name: nothing to be read out.
      place.querySelectorAll("svg g[clip-path]:not([aria-label])").forEach((g) => { g.removeAttribute("role"); g.setAttribute("aria-hidden", "true"); });
      link(place.dataset.figure, result.view, spec);
      place.style.minHeight = "";
      place.setAttribute("data-drawn", "true");
    })
    .catch((error) => { console.error("figure " + place.dataset.figure + ": " + error); });
};
const places = typeof vegaEmbed === "undefined" ? [] : Array.from(document.querySelectorAll("figure .vega")).filter(sourceOf);
// Room for what is not drawn yet, about as high as it will be, so that a link into the page does not lose its place.
const heightOf = (spec) => {
  if (spec.concat) return Math.ceil(spec.concat.length / (spec.columns || spec.concat.length)) * Math.max(...spec.concat.map(heightOf));
  if (spec.vconcat) return spec.vconcat.map(heightOf).reduce((a, b) => a + b, 0);
  if (spec.hconcat) return Math.max(...spec.hconcat.map(heightOf));
  return (typeof spec.height === "number" ? spec.height : 200) + 70;
};
places.forEach((place) => { place.style.minHeight = heightOf(JSON.parse(sourceOf(place).textContent)) + "px"; });
const near = typeof IntersectionObserver === "undefined" ? null
  : new IntersectionObserver((seen) => seen.forEach((s) => { if (s.isIntersecting) { near.unobserve(s.target); draw(s.target); } }), { rootMargin: "1200px" });
places.forEach((place) => (near ? near.observe(place) : draw(place)));
// The rest while nothing else is to be done, so that a search in the page and a print find every figure.
const rest = () => {
  const next = places.find((place) => !place.dataset.begun);
  if (next) draw(next).then(() => later(rest));
};
const later = window.requestIdleCallback ? (f) => window.requestIdleCallback(f, { timeout: 500 }) : (f) => setTimeout(f, 50);
later(rest);
window.addEventListener("beforeprint", () => places.forEach(draw));

// Tables: a click on a heading sorts by it, a second click the other way; empty cells stay last.
const value = (cell) => {
  const written = cell.dataset.value;
  if (written === undefined) return cell.textContent;
  if (written === "") return null;
  if (written === "Inf") return Infinity;
  if (written === "-Inf") return -Infinity;
  return Number(written);
};
document.querySelectorAll("table.sortable").forEach((table) => {
  const headings = Array.from(table.tHead.rows[0].cells);
  headings.forEach((heading, column) => {
    heading.querySelector("button").addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = Array.from(table.tBodies[0].rows).map((row, place) => ({ row, place, key: value(row.cells[column]) }));
      const empty = (key) => key === null || key === "";
      rows.sort((a, b) => {
        if (empty(a.key) || empty(b.key)) return (empty(a.key) ? 1 : 0) - (empty(b.key) ? 1 : 0) || a.place - b.place;
        const order = typeof a.key === "number" ? a.key - b.key : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
        return (down ? -order : order) || a.place - b.place;
      });
      table.tBodies[0].append(...rows.map((entry) => entry.row));
    });
  });
});

// What a table shows: rows that hold the text of its filter, and of those that a figure answers to, the points within
// the rectangle drawn there.
const brushed = new Map();  // figure → numbers of rows, or null
const show = (table) => {
  const input = document.querySelector("input[data-filter='" + CSS.escape(table.dataset.table) + "']");
  const wanted = input ? input.value.toLowerCase() : "";
  const chosen = brushed.get(table.dataset.answers) || null;
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted) || (chosen !== null && !chosen.has(Number(row.dataset.row)));
    if (!row.hidden) ++shown;
  }
  const count = table.closest(".table").querySelector(".count");
  if (!count) return;
  count.textContent = wanted === "" && chosen === null ? "" : shown + " of " + table.tBodies[0].rows.length + " rows" +
    (chosen === null ? "" : "; the rectangle in the figure holds " + chosen.size + (chosen.size === 1 ? " test" : " tests"));
};
document.querySelectorAll("input[data-filter]").forEach((input) => {
  const table = document.querySelector("table[data-table='" + CSS.escape(input.dataset.filter) + "']");
  input.addEventListener("input", () => show(table));
});

// A figure and the table that answers to it: a click on a point finds its row, a click on a row its point, a rectangle
// drawn over points leaves their rows.
const answering = (figure) => Array.from(document.querySelectorAll("table[data-answers]")).filter((t) => t.dataset.answers === figure);
const pick = (table, row) => {
  table.querySelectorAll("tr.picked").forEach((r) => r.classList.remove("picked"));
  const found = row < 0 ? null : table.querySelector("tr[data-row='" + row + "']");
  if (!found) return;
  found.classList.add("picked");
  const box = table.closest(".scroll");
  const up = found.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += up - box.clientHeight / 2;
};
function link(figure, view, spec) {
  const tables = answering(figure);
  if (tables.length === 0) return;
  view.addEventListener("click", (event, item) => {
    if (!item || !item.datum || item.datum.row === undefined) return;
    view.signal("picked", item.datum.row).runAsync();
    tables.forEach((table) => pick(table, item.datum.row));
  });
  const points = rowsOf(spec).filter((v) => v.row !== undefined);
  const panels = spec.concat || [spec];
  const rectangles = panels.map(() => null);
  panels.forEach((panel, at) => {
    const own = rowsOf(panel).filter((v) => v.row !== undefined);
    try {
      view.addSignalListener("brush" + at, (name, extent) => {
        const inside = extent && extent.x && extent.y;
        rectangles[at] = !inside ? null : own.filter((v) => v.x >= Math.min(...extent.x) && v.x <= Math.max(...extent.x) &&
          v.y >= Math.min(...extent.y) && v.y <= Math.max(...extent.y)).map((v) => v.row);
        const drawn = rectangles.filter((r) => r !== null);
        brushed.set(figure, drawn.length === 0 ? null : new Set(drawn.flat()));
        tables.forEach(show);
      });
    } catch (error) { /* a panel without points has no rectangle */ }
  });
  const known = new Set(points.map((v) => v.row));
  tables.forEach((table) => table.tBodies[0].addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-row]");
    if (!row || !known.has(Number(row.dataset.row))) return;
    const again = row.classList.contains("picked");
    pick(table, again ? -1 : Number(row.dataset.row));
    view.signal("picked", again ? -1 : Number(row.dataset.row)).runAsync();
  }));
}
