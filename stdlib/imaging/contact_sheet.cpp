// `contact_sheet`: the regions of all cases beside each other, those furthest from their cohort first.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "stats/base/describe.hpp"
#include "stdlib/imaging/operations.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Column;
using engine::Context;
using engine::Json;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest = 5;     // values that a median and its deviations say something of
constexpr double outlying = 3.5;      // |z| from which a value is called far (Iglewicz & Hoaglin 1993)
constexpr double of_normal = 0.6745;  // MAD of a standard normal variable
constexpr double of_mean = 1.253314;  // sd over mean absolute deviation of a normal variable

// Modified z scores: 0.6745 (x − median) / MAD; by the mean absolute deviation where more than half are equal.
std::vector<double> scores(const std::vector<double>& values) {
  std::vector<double> known, deviations, out(values.size(), kMissing);
  std::copy_if(values.begin(), values.end(), std::back_inserter(known), [](double v) { return std::isfinite(v); });
  if (known.size() < fewest) return out;
  const double middle = stats::median(known);
  for (const double v : known) deviations.push_back(std::abs(v - middle));
  const double mad = stats::median(deviations),
               mean = std::accumulate(deviations.begin(), deviations.end(), 0.0) / static_cast<double>(known.size());
  const double unit = mad > 0 ? mad / of_normal : of_mean * mean;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i])) out[i] = unit > 0 ? (values[i] - middle) / unit : 0;
  return out;
}

struct Looked {
  std::string subject, cohort, repeat, region, scan;
  double voxels = 0, volume = 0, low = 0, median = 0, high = 0, pieces = 0, border = 0;
  std::array<double, 4> z{kMissing, kMissing, kMissing, kMissing};  // volume, low, median, high
  double distance = kMissing;
  const Table* table = nullptr;
  std::vector<std::size_t> planes;  // rows of the table with a picture

  double largest() const {
    double most = -1;
    for (const double v : z)
      if (!std::isnan(v)) most = std::max(most, std::abs(v));
    return most;
  }
  std::string remark() const {
    static constexpr std::array<const char*, 4> names{"volume", "lowest intensities", "median intensity",
                                                      "highest intensities"};
    if (voxels == 0) return "no voxel is inside";
    std::string far;
    for (std::size_t i = 0; i < z.size(); ++i)
      if (std::abs(z[i]) > outlying) far += (far.empty() ? "" : ", ") + std::string(names[i]);
    std::string out = far.empty() ? "" : "far from the cohort: " + far;
    if (border > 0) out += std::string(out.empty() ? "" : "; ") + "reaches the border of the image";
    return out;
  }
};

std::vector<Looked> looked_at(const Context& context) {
  std::vector<Looked> out;
  for (const auto* artifact : context.all("look")) {
    const Table& t = artifact->as<Table>();
    for (std::size_t r = 0; r < t.rows(); ++r) {
      if (r == 0 || t.at("region").texts[r] != t.at("region").texts[r - 1]) {
        const auto number = [&](const char* name) { return t.at(name).numbers[r]; };
        const auto text = [&](const char* name) { return t.at(name).texts[r]; };
        Looked l;
        l.subject = text("subject");
        l.cohort = text("cohort");
        l.repeat = text("repeat");
        l.region = text("region");
        l.scan = text("scan");
        l.voxels = number("voxels");
        l.volume = number("volume_ml");
        l.low = number("low");
        l.median = number("median");
        l.high = number("high");
        l.pieces = number("pieces");
        l.border = number("at_border");
        l.table = &t;
        out.push_back(std::move(l));
      }
      if (!t.at("png").texts[r].empty()) out.back().planes.push_back(r);
    }
  }
  return out;
}

// Each region against the same region of the same cohort on the same scan; volumes by their logarithm.
void judge(std::vector<Looked>& all) {
  std::map<std::array<std::string, 3>, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < all.size(); ++i) alike[{all[i].cohort, all[i].region, all[i].scan}].push_back(i);
  for (const auto& [key, members] : alike)
    for (std::size_t what = 0; what < 4; ++what) {
      std::vector<double> values;
      for (const std::size_t i : members) {
        const Looked& l = all[i];
        values.push_back(what == 0   ? (l.volume > 0 ? std::log(l.volume) : kMissing)
                         : what == 1 ? l.low
                         : what == 2 ? l.median
                                     : l.high);
      }
      const auto z = scores(values);
      for (std::size_t i = 0; i < members.size(); ++i) all[members[i]].z[what] = z[i];
    }
  for (auto& l : all) {
    double sum = 0, n = 0;
    for (const double v : l.z)
      if (!std::isnan(v)) {
        sum += v * v;
        ++n;
      }
    if (n > 0) l.distance = std::sqrt(sum / n);
  }
}

Table numbers_of(const std::vector<const Looked*>& order) {
  Table out;
  const auto texts = [&](const char* name, auto value) {
    std::vector<std::string> column;
    for (const auto* l : order) column.push_back(value(*l));
    out.columns.push_back(Column::of_texts(name, std::move(column)));
  };
  const auto numbers = [&](const char* name, auto value) {
    std::vector<double> column;
    for (const auto* l : order) column.push_back(value(*l));
    out.columns.push_back(Column::of_numbers(name, std::move(column)));
  };
  texts("subject", [](const Looked& l) { return l.subject; });
  texts("cohort", [](const Looked& l) { return l.cohort; });
  texts("repeat", [](const Looked& l) { return l.repeat; });
  texts("region", [](const Looked& l) { return l.region; });
  texts("scan", [](const Looked& l) { return l.scan; });
  numbers("distance", [](const Looked& l) { return l.distance; });
  numbers("voxels", [](const Looked& l) { return l.voxels; });
  numbers("volume_ml", [](const Looked& l) { return l.volume; });
  numbers("intensity_p1", [](const Looked& l) { return l.low; });
  numbers("intensity_median", [](const Looked& l) { return l.median; });
  numbers("intensity_p99", [](const Looked& l) { return l.high; });
  numbers("pieces", [](const Looked& l) { return l.pieces; });
  static constexpr std::array<const char*, 4> names{"z_volume", "z_p1", "z_median", "z_p99"};
  for (std::size_t i = 0; i < 4; ++i) numbers(names[i], [i](const Looked& l) { return l.z[i]; });
  texts("note", [](const Looked& l) { return l.remark(); });
  return out;
}

Table pictures_of(const std::vector<const Looked*>& order, std::size_t most) {
  Table out;
  std::vector<std::string> subject, cohort, repeat;
  std::vector<std::pair<const Table*, std::size_t>> from;
  std::size_t shown = 0;
  for (const auto* l : order) {
    if (l->planes.empty()) continue;
    if (++shown > most) break;
    for (const std::size_t r : l->planes) {
      subject.push_back(l->subject);
      cohort.push_back(l->cohort);
      repeat.push_back(l->repeat);
      from.emplace_back(l->table, r);
    }
  }
  out.columns = {Column::of_texts("subject", subject), Column::of_texts("cohort", cohort),
                 Column::of_texts("repeat", repeat)};
  for (const char* name : {"region", "scan", "plane", "outlines", "png"}) {
    std::vector<std::string> column;
    for (const auto& [table, row] : from) column.push_back(table->at(name).texts[row]);
    out.columns.push_back(Column::of_texts(name, std::move(column)));
  }
  for (const char* name : {"slice", "tilt", "columns", "rows", "across", "down"}) {
    std::vector<double> column;
    for (const auto& [table, row] : from) column.push_back(table->at(name).numbers[row]);
    out.columns.push_back(Column::of_numbers(name, std::move(column)));
  }
  return out;
}

engine::Output sheet(const Context& context) {
  std::vector<Looked> all = looked_at(context);
  judge(all);
  std::vector<const Looked*> order;
  for (const auto& l : all) order.push_back(&l);
  // A region without a voxel first, then by the value that lies furthest; equal ones as they came.
  std::stable_sort(order.begin(), order.end(), [](const Looked* a, const Looked* b) {
    if ((a->voxels == 0) != (b->voxels == 0)) return a->voxels == 0;
    if (a->largest() != b->largest()) return a->largest() > b->largest();
    return !std::isnan(a->distance) && (std::isnan(b->distance) || a->distance > b->distance);
  });
  Bundle bundle;
  bundle.tables["segmentation"] = numbers_of(order);
  bundle.tables["pictures"] = pictures_of(order, context.params.at("pictures").get<std::size_t>());
  return {std::move(bundle), {}};
}

}  // namespace

engine::Operation contact_sheet_operation() {
  return engine::Declare<Json>("contact_sheet", 1)
      .in("engine")
      .summary("regions of all cases, those furthest from their cohort first, and pictures of the first of them")
      .run([](const Json&, const Context& c) { return sheet(c); });
}

}  // namespace rgx::stdlib
