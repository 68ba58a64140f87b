// Features, extracted or imported, and matrices.
#include <algorithm>
#include <map>
#include <stdexcept>

#include "lang/nearest.hpp"
#include "lang/resolve.hpp"

namespace rgx::lang {

void Checker::resolve_columns(const ast::Value& outer, Scope& scope) {
  FeaturesSpec& features = *scope.block->features;
  const ast::Value* list = &inner(outer);
  if (const auto* call = list->as<ast::Call>(); call != nullptr && call->name.text == "only") {
    features.only = true;
    for (const auto& arg : call->args)
      if (inner(arg.value).as<ast::List>()) {
        list = &inner(arg.value);
        break;
      }
    if (list->as<ast::Call>()) {  // only(a, nominal(b))
      for (const auto& arg : call->args) resolve_columns(arg.value, scope);
      return;
    }
  }
  const auto rule = [&](ColumnRule::Type type, const ast::Value& value, const std::vector<std::string>& levels,
                        const std::string& owner) {
    std::optional<std::string> name;
    if (const auto* text = inner(value).as<ast::Text>())
      name = text->text;  // a name or a `*` pattern
    else
      name = column_name(value, owner);
    if (!name) return;
    for (const auto& other : features.columns)
      if (other.column == *name) {
        error("doubled-name", value.span, "the column `" + *name + "` is described twice")
            .related.push_back({other.span, "here first"});
        return;
      }
    features.columns.push_back({type, *name, levels, value.span});
  };
  for (const auto* item : items(*list)) {
    const auto* call = item->as<ast::Call>();
    if (call == nullptr || call->name.text == "column") {
      rule(ColumnRule::Type::numeric, *item, {}, "`columns`");
      continue;
    }
    ColumnRule::Type type = ColumnRule::Type::numeric;
    const std::string& kind = call->name.text;
    if (kind == "nominal")
      type = ColumnRule::Type::nominal;
    else if (kind == "ordinal")
      type = ColumnRule::Type::ordinal;
    else if (kind == "ignore")
      type = ColumnRule::Type::ignore;
    else if (kind != "numeric") {
      const std::vector<std::string> kinds{"nominal", "ordinal", "numeric", "ignore"};
      auto& d = error("unknown-name", call->name.span, "there is no kind of column `" + kind + "`");
      const auto near = nearest(kind, kinds);
      d.help = near.empty() ? "columns are " + choices_text(kinds) : "did you mean `" + near + "`";
      continue;
    }
    std::vector<std::string> levels;
    bool with_levels = false;
    for (const auto& arg : call->args) {
      if (!arg.name) continue;
      if (arg.name->text != "levels" || type != ColumnRule::Type::ordinal) {
        error("unknown-name", arg.name->span, "`" + kind + "` has no argument `" + arg.name->text + "`").help =
            type == ColumnRule::Type::ordinal ? "write `ordinal(f5, levels: [1, 2, 3])`" : "it takes columns only";
        continue;
      }
      with_levels = true;
      Param p;
      p.type = ParamType::texts;
      if (const auto made = literal(arg.value, p, "`levels` of `ordinal`"))
        for (const auto& l : *made->as<Literal::List>()) levels.push_back(text(l));
    }
    if (type == ColumnRule::Type::ordinal && !with_levels)
      error("missing-setting", call->name.span, "`ordinal` needs `levels`, in order").help =
          "write `ordinal(f5, levels: [1, 2, 3])`";
    for (const auto& arg : call->args)
      if (!arg.name)
        for (const auto* column : items(arg.value)) rule(type, *column, levels, "`" + kind + "`");
  }
}

void Checker::resolve_import(const Entries& entries, Scope& scope) {
  FeaturesSpec& features = *scope.block->features;
  resolve_cohorts_of(entries, scope, "cohort", "cohorts");
  features.cohorts = scope.cohorts;
  scope.block->on = scope.cohorts;
  for (const char* misplaced : {"scans", "regions", "families", "filters", "by", "from"})
    if (const auto* s = entries.find(misplaced))
      error("misplaced", s->name.span,
            "`" + std::string(misplaced) + "` belongs to an extraction, and `" + scope.block->name + "` is imported")
          .related.push_back({entries.find("source")->name.span, "from here"});
  for (const auto* step : entries.steps)
    if (step->name.text == "discretise" || step->name.text == "discretize")
      error("misplaced", step->name.span, "imported features are not discretised")
          .related.push_back({entries.find("source")->name.span, "imported from here"});
  std::vector<std::pair<std::string, std::string>> keys;
  features.source = table_source(entries.find("source")->value, scope, &keys);
  if (const auto* kind = scope.block->setting("kind"))
    if (const auto* s = kind->value.as<std::string>()) features.kind = *s;
  if (const auto* columns = entries.find("columns")) resolve_columns(columns->value, scope);
  if (features.source) features.source->keys = keys;
  if (const auto* take = entries.find("take"); take != nullptr && features.source && repeats_of(*scope.block).empty())
    error("no-repeats", take->name.span, "`" + scope.block->name + "` has one row a subject to take").help =
        "a long table names its column of keys: `csv(\"…\", id: patient, reader: observer)`";
  if (has_data() && features.source) check_import_data(*scope.block, keys);
}

void Checker::resolve_extraction(const Entries& entries, Scope& scope) {
  Block& here = *scope.block;
  FeaturesSpec& features = *here.features;
  for (const char* misplaced : {"cohort", "cohorts", "kind", "columns", "take"})
    if (const auto* s = entries.find(misplaced))
      error("misplaced", s->name.span,
            "`" + std::string(misplaced) + "` belongs to an import, and `" + here.name + "` is extracted")
          .related.push_back({entries.find("from")->name.span, "from here"});
  const Block* from = nullptr;
  if (const auto at = here.refs.find("from"); at != here.refs.end() && !at->second.empty()) {
    features.from = at->second.front();
    from = block(features.from.block);
    if (features.from.kind == Ref::Kind::features) {
      if (from != nullptr) resolve_filtered(entries, scope, *from);
      return;
    }
  }
  static const ImagesSpec nothing;
  scope.images = from != nullptr ? images_of(*from) : nullptr;
  if (scope.images != nullptr) scope.cohorts = scope.images->cohorts;
  scope.quiet = scope.images == nullptr;
  if (scope.images == nullptr) scope.images = &nothing;
  features.cohorts = scope.cohorts;
  here.on = scope.cohorts;
  const auto names = [&](const char* which, std::vector<std::string>& into) {
    const auto* s = entries.find(which);
    if (s == nullptr) return;
    const std::string what = std::string(which) == "scans" ? "scan" : "region";
    for (const auto& r : refs(s->value, {what}, scope, "`" + std::string(which) + "`")) into.push_back(r.member);
  };
  names("scans", features.scans);
  names("regions", features.regions);
  // Named nothing: all there are.
  if (entries.find("scans") == nullptr)
    for (const auto& s : scope.images->scans) features.scans.push_back(s.name);
  if (entries.find("regions") == nullptr)
    for (const auto& r : scope.images->regions) features.regions.push_back(r.name);
  const auto settle = [&](const char* which, const std::vector<std::string>& list) {
    Literal::List value;
    for (const auto& l : list) value.emplace_back(l);
    here.settings.push_back({which, value, entries.find(which) != nullptr,
                             entries.find(which) ? entries.find(which)->value.span : here.span});
  };
  settle("scans", features.scans);
  settle("regions", features.regions);
  features.by_slice = here.setting("by") != nullptr && here.setting("by")->value == Literal("slice");
  if (const auto* whose = here.setting("conventions"))
    if (const auto* s = whose->value.as<std::string>()) features.conventions = *s;
  // Families and filters of PyRadiomics stand under a name of their own in the catalogue: its words mean other things.
  const std::string kind = features.conventions == "pyradiomics" ? kPyradiomics : "features";
  if (features.by_slice && kind == kPyradiomics) {
    not_built(here.setting("by")->span, "`by: slice` under PyRadiomics' conventions");
    features.by_slice = false;
  }
  if (const auto* families = entries.find("families")) {
    for (const auto* item : items(families->value))
      if (auto made = use_value(*item, Role::family, kind, scope)) {
        const auto twice = std::find_if(features.families.begin(), features.families.end(),
                                        [&](const Use& u) { return u.signature->name == made->signature->name; });
        if (twice != features.families.end())
          error("doubled-name", made->span, "the family `" + made->signature->name + "` stands twice")
              .related.push_back({twice->span, "here first"});
        else {
          if (features.by_slice) work_in_slices(*made);
          features.families.push_back(std::move(*made));
        }
      }
  } else if (!scope.quiet) {
    error("missing-setting", scope.flat->span(), "`" + here.name + "` names no `families`").help =
        "write `families: [shape, intensity, glcm]`";
  }
  if (const auto* filters = entries.find("filters")) {
    for (const auto* item : items(filters->value))
      if (auto made = use_value(*item, Role::filter, kind, scope)) features.filters.push_back(std::move(*made));
  } else if (const auto* original = catalogue_.find("original", kind); original && original->built) {
    if (auto made = use(*original, {}, here.span, scope)) features.filters.push_back(std::move(*made));
    here.settings.push_back({"filters", "original", false, here.span});
  }
  name_responses(features);
  resolve_steps(entries.steps, *find_block("features"), scope, here.steps);
  for (const auto& step : here.steps)
    if (step.signature->role == Role::discretise) features.discretise = step;
  if (features.discretise) {
    const auto* bins = features.discretise->argument("bins");
    const auto* width = features.discretise->argument("width");
    const bool has_bins = bins && bins->written, has_width = width && width->written;
    if (bins && width && has_bins == has_width)
      error("missing-setting", features.discretise->span,
            has_bins ? "`discretise` takes `bins` or `width`, not both" : "`discretise` needs `bins` or `width`")
          .help = "write `discretise(bins: 32)` or `discretise(width: 25 HU)`";
  }
  for (const auto& f : features.families) {
    if (features.discretise || scope.quiet) continue;
    if (!f.signature->on_levels) continue;
    bool written = false;  // the step was written and has its own message
    for (const auto* step : entries.steps) written = written || canonical(step->name.text) == "discretise";
    if (written) break;
    error("missing-setting", f.span,
          "`" + f.signature->name + "` works on grey levels, and `" + here.name + "` has no `discretise`")
        .help = "write `discretise(bins: 32)` or `discretise(width: 25 HU)`";
    break;
  }
  name_extracted_columns(here);
  // Subjects that have every image and region that is measured.
  for (const Block* b = from; b != nullptr;) {
    if (const auto with = subjects_with_.find(b->name); b->images && with != subjects_with_.end()) {
      std::optional<std::set<std::string>> all;
      std::vector<std::string> measured = features.scans;
      measured.insert(measured.end(), features.regions.begin(), features.regions.end());
      for (const auto& item : measured) {
        const auto& more = with->second[item];
        std::set<std::string> both;
        if (all)
          std::set_intersection(all->begin(), all->end(), more.begin(), more.end(), std::inserter(both, both.begin()));
        all = all ? both : more;
      }
      if (all) subjects_of_table_[here.name] = *all;
    }
    const auto parent = b->refs.find("from");
    b = parent != b->refs.end() && !parent->second.empty() ? block(parent->second.front().block) : nullptr;
  }
}

// Under `by: slice` the aggregations are those of slices: the default changes, and one of the volume is a
// contradiction.
void Checker::work_in_slices(Use& family) {
  for (auto& argument : family.arguments) {
    if (argument.name != "aggregate") continue;
    std::vector<std::string> planar;
    for (const auto& choice : family.signature->param("aggregate")->choices)
      if (choice.rfind("3d", 0) != 0) planar.push_back(choice);
    if (!argument.written) {
      argument.value = Literal::List{planar.front()};
      continue;
    }
    if (const auto* list = argument.value.as<Literal::List>())
      for (const auto& item : *list)
        if (!contains(planar, text(item)))
          error("wrong-type", argument.span,
                "`" + text(item) + "` takes the whole volume, and this block works `by: slice`")
              .help = "in slices there are " + choices_text(planar, "and");
  }
}

// What every filter's responses are called; no two may share a name.
void Checker::name_responses(FeaturesSpec& features) {
  std::map<std::string, Span> seen;
  for (const auto& filter : features.filters) {
    std::vector<std::string> names{filter.signature->name};
    if (filter.signature->responses) {
      NamedLiterals arguments;
      for (const auto& a : filter.arguments) arguments.emplace_back(a.name, a.value);
      try {
        names = filter.signature->responses(arguments, features.by_slice);
      } catch (const std::invalid_argument& e) {
        error("out-of-range", filter.span, e.what());
        names.clear();
      }
    }
    for (const auto& name : names)
      if (const auto [at, fresh] = seen.emplace(name, filter.span); !fresh) {
        error("doubled-name", filter.span, "two filters give the response `" + name + "`")
            .related.push_back({at->second, "the first one"});
        break;
      }
    features.responses.push_back(std::move(names));
  }
}

// `<region>.<scan>.<filter>.<family>.<feature>`, in the order region, scan, filter, family; known only where every
// family says what it gives.
void Checker::name_extracted_columns(Block& here) {
  FeaturesSpec& features = *here.features;
  std::vector<std::pair<std::string, std::string>> out;
  const ImagesSpec* images = images_of(here);
  for (const auto& f : features.families)
    if (f.signature->outputs.empty() && f.signature->region_outputs.empty()) return;
  const auto aggregates = [](const Use& family) {
    std::vector<std::string> suffixes;
    const auto* a = family.argument("aggregate");
    const auto* p = family.signature->param("aggregate");
    if (a == nullptr || p == nullptr) return std::vector<std::string>{""};
    const auto first = [](const Literal& l) {
      const auto* list = l.as<Literal::List>();
      return list && !list->empty() ? text(list->front()) : text(l);
    };
    const std::string standard = first(p->fallback);
    const auto one = [&](const std::string& s) { suffixes.push_back(s == standard ? "" : "." + s); };
    if (const auto* list = a->value.as<Literal::List>())
      for (const auto& item : *list) one(text(item));
    else
      one(text(a->value));
    return suffixes;
  };
  for (const auto& region : features.regions) {
    for (const auto& f : features.families)
      for (const auto& name : f.signature->region_outputs)
        out.emplace_back(region + "." + f.signature->name + "." + name, "numeric");
    std::string tied;
    if (images != nullptr)
      for (const auto& r : images->regions)
        if (r.name == region) tied = r.for_scan;
    for (const auto& scan : features.scans) {
      if (!tied.empty() && tied != scan) continue;
      for (const auto& responses : features.responses)
        for (const auto& response : responses)
          for (const auto& f : features.families) {
            // The region's own form does not change with a filter.
            if (!f.signature->region_outputs.empty() && response != "original") continue;
            for (const auto& suffix : aggregates(f))
              for (const auto& name : f.signature->outputs)
                out.emplace_back(region + "." + scan + "." + response + "." + f.signature->name + "." + name + suffix,
                                 "numeric");
          }
    }
  }
  features.known_columns = std::move(out);
}

void Checker::resolve_features(const Entries& entries, Scope& scope) {
  scope.block->features.emplace();
  resolve_keep(entries, scope);
  if (entries.find("source") != nullptr && entries.find("from") == nullptr) {
    resolve_import(entries, scope);
  } else if (entries.find("from") != nullptr) {
    if (entries.find("source") != nullptr) {
      error("misplaced", entries.find("source")->name.span,
            "`" + scope.block->name + "` is extracted and imported at once")
          .related.push_back({entries.find("from")->name.span, "extracted from here"});
      return;
    }
    resolve_extraction(entries, scope);
  } else {
    error("missing-setting", scope.flat->span(), "`" + scope.block->name + "` has neither `from` nor `source`").help =
        "features are extracted `from:` images or imported from a `source:`";
  }
}

void Checker::resolve_matrix(const Entries& entries, Scope& scope) {
  scope.block->matrix.emplace();
  MatrixSpec& matrix = *scope.block->matrix;
  resolve_cohorts_of(entries, scope, "cohort", "cohorts");
  matrix.cohorts = scope.cohorts;
  scope.block->on = scope.cohorts;
  if (const auto* kind = scope.block->setting("kind"))
    if (const auto* s = kind->value.as<std::string>()) matrix.kind = *s;
  if (const auto* source = entries.find("source")) {
    auto made = table_source(source->value, scope, nullptr);
    if (!made) {
      broken_.insert(scope.block->name);
      return;
    }
    matrix.source = std::move(*made);
    if (has_data()) check_matrix_data(*scope.block);
  }
}

}  // namespace rgx::lang
