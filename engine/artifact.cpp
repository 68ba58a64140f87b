#include "engine/artifact.hpp"

#include "engine/bytes.hpp"
#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

constexpr std::string_view magic = "rgx artifact 2\n";  // a new layout gets a new number: old bytes are then a miss

void write(ByteWriter& w, const Table& t) {
  w.size(t.columns.size());
  for (const auto& c : t.columns) {
    w.text(c.name);
    w.number(static_cast<std::uint8_t>(c.kind == Column::Kind::text));
    if (c.kind == Column::Kind::text)
      w.texts(c.texts);
    else
      w.numbers(c.numbers);
  }
  w.size(t.missing.size());
  for (const auto& m : t.missing) {
    w.text(m.subject);
    w.text(m.column);
    w.text(m.reason);
  }
  w.text(canonical(t.meta));
}

void write(ByteWriter& w, const Json& j) { w.text(canonical(j)); }

void write(ByteWriter& w, const Matrix& m) {
  w.text(m.kind);
  w.texts(m.rows);
  w.texts(m.subjects);
  w.numbers(m.values);
  w.text(canonical(m.meta));
}

void write(ByteWriter& w, const Cohort& c) {
  w.text(c.name);
  w.texts(c.subjects);
  w.texts(c.levels);
  write(w, c.data);
  w.size(c.variables.size());
  for (const auto& v : c.variables) {
    w.text(v.name);
    w.text(v.type);
    w.number(static_cast<std::uint8_t>(v.outcome));
    w.texts(v.levels);
    w.text(v.unit);
    w.text(v.level);
  }
  write(w, c.participants);
}

void write(ByteWriter& w, const Geometry& g) {
  for (const auto x : g.size) w.number(x);
  for (const auto x : g.spacing) w.number(x);
  for (const auto x : g.origin) w.number(x);
  for (const auto x : g.direction) w.number(x);
}

void write(ByteWriter& w, const Mask& m) {
  write(w, m.geometry);
  w.numbers(m.voxels);
}

void write(ByteWriter& w, const Case& c) {
  w.text(c.subject);
  w.size(c.scans.size());
  for (const auto& [name, scan] : c.scans) {
    w.text(name);
    w.text(scan.modality);
    write(w, scan.image.geometry);
    w.numbers(scan.image.voxels);
  }
  w.size(c.regions.size());
  for (const auto& [name, region] : c.regions) {
    w.text(name);
    w.text(region.for_scan);
    write(w, region.mask);
    w.size(region.intensity.size());
    for (const auto& [scan, mask] : region.intensity) {
      w.text(scan);
      write(w, mask);
    }
  }
  w.size(c.ranges.size());
  for (const auto& [scan, range] : c.ranges) {
    w.text(scan);
    w.number(range.first);
    w.number(range.second);
  }
}

void write(ByteWriter& w, const Bundle& b) {
  w.size(b.tables.size());
  for (const auto& [name, table] : b.tables) {
    w.text(name);
    write(w, table);
  }
  w.text(canonical(b.meta));
}

void write(ByteWriter& w, const Payload& payload) {
  w.text(magic);
  w.text(kind_of(payload));
  std::visit([&](const auto& value) { write(w, value); }, payload);
  w.flush();
}

// Not finite numbers come back from JSON text as null or text; that is what they were digested as.
Json read_json(ByteReader& r) {
  Json out = Json::parse(r.text(), nullptr, false);
  if (out.is_discarded()) ByteReader::damaged();
  return out;
}

Table read_table(ByteReader& r) {
  Table t;
  t.columns.resize(r.size(17));
  for (auto& c : t.columns) {
    c.name = r.text();
    const auto kind = r.number<std::uint8_t>();
    if (kind > 1) ByteReader::damaged();
    c.kind = kind ? Column::Kind::text : Column::Kind::number;
    if (kind)
      c.texts = r.texts();
    else
      c.numbers = r.numbers<double>();
  }
  t.missing.resize(r.size(24));
  for (auto& m : t.missing) {
    m.subject = r.text();
    m.column = r.text();
    m.reason = r.text();
  }
  t.meta = read_json(r);
  return t;
}

Matrix read_matrix(ByteReader& r) {
  Matrix m;
  m.kind = r.text();
  m.rows = r.texts();
  m.subjects = r.texts();
  m.values = r.numbers<double>();
  m.meta = read_json(r);
  if (m.values.size() != m.rows.size() * m.subjects.size()) ByteReader::damaged();
  return m;
}

Cohort read_cohort(ByteReader& r) {
  Cohort c;
  c.name = r.text();
  c.subjects = r.texts();
  c.levels = r.texts();
  c.data = read_table(r);
  c.variables.resize(r.size(41));
  for (auto& v : c.variables) {
    v.name = r.text();
    v.type = r.text();
    v.outcome = r.number<std::uint8_t>() != 0;
    v.levels = r.texts();
    v.unit = r.text();
    v.level = r.text();
  }
  c.participants = read_table(r);
  return c;
}

Geometry read_geometry(ByteReader& r) {
  Geometry g;
  for (auto& x : g.size) {
    x = r.number<std::int64_t>();
    if (x < 0 || x > (std::int64_t{1} << 20)) ByteReader::damaged();
  }
  for (auto& x : g.spacing) x = r.number<double>();
  for (auto& x : g.origin) x = r.number<double>();
  for (auto& x : g.direction) x = r.number<double>();
  return g;
}

Mask read_mask(ByteReader& r) {
  Mask m;
  m.geometry = read_geometry(r);
  m.voxels = r.numbers<std::uint8_t>();
  if (m.voxels.size() != m.geometry.voxels()) ByteReader::damaged();
  return m;
}

Case read_case(ByteReader& r) {
  Case c;
  c.subject = r.text();
  for (std::size_t n = r.size(8); n > 0; --n) {
    Scan& scan = c.scans[r.text()];
    scan.modality = r.text();
    scan.image.geometry = read_geometry(r);
    scan.image.voxels = r.numbers<float>();
    if (scan.image.voxels.size() != scan.image.geometry.voxels()) ByteReader::damaged();
  }
  for (std::size_t n = r.size(8); n > 0; --n) {
    Region& region = c.regions[r.text()];
    region.for_scan = r.text();
    region.mask = read_mask(r);
    for (std::size_t k = r.size(8); k > 0; --k) {
      const std::string scan = r.text();
      region.intensity[scan] = read_mask(r);
    }
  }
  for (std::size_t n = r.size(8); n > 0; --n) {
    auto& range = c.ranges[r.text()];
    range.first = r.number<double>();
    range.second = r.number<double>();
  }
  return c;
}

Bundle read_bundle(ByteReader& r) {
  Bundle b;
  for (std::size_t n = r.size(8); n > 0; --n) {
    const std::string name = r.text();
    b.tables[name] = read_table(r);
  }
  b.meta = read_json(r);
  return b;
}

Payload read_payload(ByteReader& r, std::string_view kind) {
  if (kind == "document") return read_json(r);
  if (kind == "table") return read_table(r);
  if (kind == "matrix") return read_matrix(r);
  if (kind == "cohort") return read_cohort(r);
  if (kind == "case") return read_case(r);
  if (kind == "bundle") return read_bundle(r);
  ByteReader::damaged();
}

}  // namespace

std::string_view kind_of(const Payload& payload) {
  constexpr std::string_view names[] = {"document", "table", "matrix", "cohort", "case", "bundle"};
  return names[payload.index()];
}

std::string serialise(const Payload& payload) {
  std::string out;
  ByteWriter w([&](std::string_view bytes) { out.append(bytes); });
  write(w, payload);
  return out;
}

Payload deserialise(std::string_view bytes) {
  ByteReader r(bytes);
  if (r.text() != magic) ByteReader::damaged();
  const std::string kind = r.text();
  Payload out = read_payload(r, kind);
  if (!r.done()) ByteReader::damaged();
  return out;
}

namespace {

std::size_t memory(const Table& t) {
  std::size_t n = 256 + 96 * t.missing.size();
  for (const auto& c : t.columns) {
    n += sizeof(Column) + 8 * c.numbers.size();
    for (const auto& s : c.texts) n += sizeof(std::string) + s.size();
  }
  return n;
}
std::size_t memory(const Json& j) { return 64 + j.size() * 64; }
std::size_t memory(const Matrix& m) { return 8 * m.values.size() + 48 * (m.rows.size() + m.subjects.size()); }
std::size_t memory(const Cohort& c) { return memory(c.data) + memory(c.participants) + 48 * c.subjects.size(); }
std::size_t memory(const Case& c) {
  std::size_t n = 256;
  for (const auto& [name, scan] : c.scans) n += 4 * scan.image.voxels.size();
  for (const auto& [name, region] : c.regions) {
    n += region.mask.voxels.size();
    for (const auto& [scan, mask] : region.intensity) n += mask.voxels.size();
  }
  return n;
}
std::size_t memory(const Bundle& b) {
  std::size_t n = 256;
  for (const auto& [name, table] : b.tables) n += memory(table);
  return n;
}

std::string digest_of(const Payload& payload) {
  Sha256 digest;
  ByteWriter w([&](std::string_view bytes) { digest.update(bytes); });
  write(w, payload);
  return digest.hex();
}

}  // namespace

std::size_t memory_of(const Payload& payload) {
  return std::visit([](const auto& value) { return memory(value); }, payload);
}

namespace {

void normalise(Json& j) {
  Json again = Json::parse(canonical(j));
  j = std::move(again);
}
void normalise(Table& t) { normalise(t.meta); }
void normalise(Matrix& m) { normalise(m.meta); }
void normalise(Cohort& c) {
  normalise(c.data);
  normalise(c.participants);
}
void normalise(Case&) {}
void normalise(Bundle& b) {
  for (auto& [name, table] : b.tables) normalise(table);
  normalise(b.meta);
}

}  // namespace

Payload normalised(Payload payload) {
  std::visit([](auto& value) { normalise(value); }, payload);
  return payload;
}

Artifact::Artifact(Payload payload)
    : payload_(std::make_shared<const Payload>(normalised(std::move(payload)))),
      digest_(digest_of(*payload_)),
      memory_bytes_(memory_of(*payload_)) {}

Artifact::Artifact(Payload payload, std::string digest)
    : payload_(std::make_shared<const Payload>(std::move(payload))),
      digest_(std::move(digest)),
      memory_bytes_(memory_of(*payload_)) {}

}  // namespace rgx::engine
