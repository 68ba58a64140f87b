// Prints name, version and licence text of every package the report's scripts are bundled from.
//   node licences.cjs LOCK_FILE_FOLDER
// A package published without a licence file takes that of a package from the same repository.
const fs = require("fs");
const path = require("path");

const folder = process.argv[2];
const lock = JSON.parse(fs.readFileSync(path.join(folder, "package-lock.json"), "utf8"));

function licenceFile(dir) {
  const name = fs.readdirSync(dir).sort().find((f) => /^(licen[cs]e|copying)/i.test(f));
  return name && fs.readFileSync(path.join(dir, name), "utf8").trim();
}

function repository(meta) {
  const r = meta.repository;
  const url = typeof r === "string" ? r : (r && r.url) || "";
  return url.replace(/^git\+/, "").replace(/\.git$/, "").replace(/^(git|ssh|https):\/\/(git@)?/, "");
}

// Command-line and Node-only parts of the packages are in none of the bundles for the browser.
const outside = new Set(["node-fetch", "yargs", "commander", "iconv-lite", "rw"]);
const bundled = new Set();
function follow(name) {
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry || bundled.has(name) || outside.has(name)) return;
  bundled.add(name);
  Object.keys(entry.dependencies || {}).forEach(follow);
}
Object.keys(lock.packages[""].dependencies).forEach(follow);

const packages = [...bundled]
  .map((name) => {
    const dir = path.join(folder, "node_modules", name);
    const meta = JSON.parse(fs.readFileSync(path.join(dir, "package.json"), "utf8"));
    return { meta, text: licenceFile(dir), repository: repository(meta) };
  })
  .sort((a, b) => (a.meta.name < b.meta.name ? -1 : 1));

for (const { meta, text, repository } of packages) {
  const sibling = packages.find((p) => p.text && p.repository && p.repository === repository);
  const licence = text || (sibling && sibling.text);
  if (!licence) throw new Error(`${meta.name} comes without a licence text`);
  console.log(`${meta.name} ${meta.version} (${meta.license || "licence as below"})\n\n${licence}\n\n${"-".repeat(72)}\n`);
}
