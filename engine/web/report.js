"use strict";
// Figures: drawn from the specification that stands beside each; the menu saves SVG and PNG.
document.querySelectorAll("figure .vega").forEach((place) => {
  const source = place.parentElement.querySelector("script[type='application/json']");
  if (!source || typeof vegaEmbed === "undefined") return;
  const spec = JSON.parse(source.textContent);
  vegaEmbed(place, spec, { mode: "vega-lite", renderer: "svg", actions: { export: true, source: false, compiled: false, editor: false },
    downloadFileName: place.dataset.figure })
    .then(() => {
      const menu = place.querySelector("summary");
      if (menu) menu.setAttribute("aria-label", "Save the figure " + place.dataset.figure);
      place.setAttribute("data-drawn", "true");
    })
    .catch((error) => { console.error("figure " + place.dataset.figure + ": " + error); });
});

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
document.querySelectorAll("input[data-filter]").forEach((input) => {
  const table = document.querySelector("table[data-table='" + CSS.escape(input.dataset.filter) + "']");
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase();
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      if (!row.hidden) ++shown;
    }
    input.closest(".tools").querySelector(".count").textContent = wanted === "" ? "" : shown + " of " + table.tBodies[0].rows.length + " rows";
  });
});
