// Image files: there for every subject, readable, and on the grid of their masks.
#include <algorithm>

#include "lang/repeats.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

namespace {

std::string filled(std::string pattern, const std::string& id, const std::string& cohort) {
  for (const auto& [key, value] : {std::pair<std::string, std::string>{"{id}", id}, {"{cohort}", cohort}})
    for (std::size_t at = pattern.find(key); at != std::string::npos; at = pattern.find(key, at + value.size()))
      pattern.replace(at, key.size(), value);
  return pattern;
}

struct Found {
  std::string name, path;
  ImageHeader header;
};

}  // namespace

void Checker::check_images_data(Block& here) {
  const ImagesSpec& images = *here.images;
  struct Item {
    std::string name, pattern, tied;
    bool optional, region;
    Span span;
    std::size_t found = 0, asked = 0;
    std::vector<std::string> absent;
    std::vector<std::pair<std::string, std::string>> unreadable;  // subject, reason
    std::string why, example;
  };
  std::vector<Item> all;
  for (const auto& s : images.scans)
    if (!s.pattern.empty()) all.push_back({s.name, s.pattern, "", s.optional, false, s.span, 0, 0, {}, {}, "", ""});
  for (const auto& r : images.regions)
    if (!r.pattern.empty())
      all.push_back({r.name, r.pattern, r.for_scan, r.optional, true, r.span, 0, 0, {}, {}, "", ""});
  // Geometry: the same difference for many subjects is one message.
  struct Difference {
    const Item* mask;
    const Item* image;
    std::vector<std::string> subjects;
    std::string sentence;
  };
  std::vector<Difference> differences;
  bool excluded = false;
  bool resampled = false;
  for (const auto& flat : flat_.blocks) {
    bool from_here = false, resamples = false;
    for (const auto& e : flat.entries) {
      if (const auto* s = e.as<ast::Setting>();
          s != nullptr && s->name.text == "from" && bare_word(s->value) != nullptr)
        from_here = from_here || *bare_word(s->value) == here.name;
      if (const auto* step = e.as<ast::Step>()) resamples = resamples || step->name.text == "resample";
    }
    resampled = resampled || (flat.kind == "preprocess" && from_here && resamples);
  }
  for (const auto& c : images.cohorts) {
    const Block* cohort = block(c);
    if (cohort == nullptr || !cohort->cohort) continue;
    excluded = excluded || cohort->cohort->missing_image == "exclude";
    const bool deeper = !cohort->cohort->levels.empty();
    std::vector<std::pair<std::string, std::vector<std::string>>> cases;  // each repeat is a case of its own
    for (const auto& subject : cohort->cohort->subjects)
      for (const auto& keys : combinations(images.repeats)) cases.emplace_back(subject, keys);
    for (const auto& [subject, keys] : cases) {
      std::vector<std::pair<const Item*, ImageHeader>> headers;
      for (auto& item : all) {
        const std::string written = with_keys(filled(item.pattern, subject, c), images.repeats, keys);
        if (deeper && written.find('{') != std::string::npos) continue;  // a file per row below the subject
        ++item.asked;
        std::string reason;
        const std::string path = options_.probe->resolve(written, here.file, reason);
        if (path.empty() || !options_.probe->exists(path)) {
          if (item.absent.empty()) {
            item.why = reason;
            item.example = written;
          }
          if (item.absent.empty() || item.absent.back() != subject) item.absent.push_back(subject);
          continue;
        }
        ++item.found;
        subjects_with_[here.name][item.name].insert(subject);
        const auto header = options_.probe->image(path, reason);
        if (!header) {
          item.unreadable.emplace_back(subject, reason);
          continue;
        }
        headers.emplace_back(&item, *header);
      }
      for (const auto& [mask, mask_header] : headers) {
        if (!mask->region) continue;
        std::vector<std::pair<const Item*, std::string>> differ;
        std::size_t same = 0;
        for (const auto& [image, image_header] : headers) {
          if (image->region || (!mask->tied.empty() && mask->tied != image->name)) continue;
          auto sentence = options_.probe->geometry_difference(image_header, mask_header);
          if (sentence.empty())
            ++same;
          else
            differ.emplace_back(image, std::move(sentence));
        }
        // A mask drawn on one image serves the others where `resample` puts all on one grid.
        if (same != 0 && resampled) continue;
        for (const auto& [image, sentence] : differ) {
          const auto known = std::find_if(differences.begin(), differences.end(),
                                          [&](const Difference& d) { return d.mask == mask && d.image == image; });
          if (known == differences.end())
            differences.push_back({mask, image, {subject}, sentence});
          else
            known->subjects.push_back(subject);
        }
      }
    }
  }
  for (const auto& item : all) {
    if (item.asked != 0 && item.found == 0) {
      auto& d = error(item.example.starts_with("@") ? "no-such-dataset" : "no-such-file", item.span,
                      "no file matches the pattern of `" + item.name + "`");
      d.notes.push_back("looked for `" + item.example + "`");
      d.help = item.why;
    } else if (!item.absent.empty() && !item.optional && !excluded) {
      auto& d = error("missing-image", item.span,
                      "`" + item.name + "` is absent for " + count_of(item.absent.size(), "subject"));
      d.notes.push_back("subjects: " + first_few(item.absent));
      d.help = "write `optional: true` where its absence is allowed, or `missing_image: exclude` in the cohort";
    } else if (!item.absent.empty()) {
      auto& d = warning("missing-image", item.span,
                        "`" + item.name + "` is absent for " + std::to_string(item.absent.size()) + " of " +
                            count_of(item.asked, "subject"));
      d.notes.push_back("subjects: " + first_few(item.absent));
    }
    if (!item.unreadable.empty()) {
      std::vector<std::string> subjects;
      for (const auto& u : item.unreadable) subjects.push_back(u.first);
      auto& d = error(
          "unreadable-file", item.span,
          "`" + item.name + "` of " + first_few(subjects, 3) + " cannot be read: " + item.unreadable.front().second);
      if (subjects.size() > 1) d.notes.push_back(count_of(subjects.size(), "file") + " in all");
    }
  }
  for (const auto& d : differences) {
    auto& said = error("geometry-mismatch", d.mask->span,
                       "the mask `" + d.mask->name + "` lies on another grid than `" + d.image->name + "` in " +
                           count_of(d.subjects.size(), "subject") + ": " + d.sentence);
    said.related.push_back({d.image->span, "the image"});
    said.notes.push_back("subjects: " + first_few(d.subjects));
    said.help = "tie a mask to its own image with `mask(…, for: " + d.image->name + ")`";
  }
}

}  // namespace rgx::lang
