#include "lang/expand.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "lang/block_schema.hpp"
#include "lang/expand_copy.hpp"
#include "lang/nearest.hpp"
#include "lang/parse.hpp"

namespace rgx::lang {

namespace {

class Expander {
 public:
  Expander(SourceMap& sources, const Catalogue& catalogue, const ReadText& read, Diagnostics& out)
      : sources_(sources), catalogue_(catalogue), read_(read), out_(out) {}

  Expansion run(const ast::File& file) {
    gather(file);
    for (const auto& entry : file.entries) top_level(entry, file.file, {});
    fill_likes();
    return std::move(result_);
  }

 private:
  struct Known {
    const ast::Define* define = nullptr;
    Span body;
  };

  Diagnostic& error(std::string code, Span span, std::string message) {
    out_.add({std::move(code), Severity::error, std::move(message), {span, ""}, {}, {}, "", {}});
    return out_.all.back();
  }

  // Definitions of this file and of those it uses.
  void gather(const ast::File& file) {
    for (const auto& entry : file.entries) {
      if (const auto* define = entry.as<ast::Define>()) {
        const Span body{define->open.file, define->open.begin, define->close.end};
        if (const auto at = defines_.find(define->name.text); at != defines_.end()) {
          error("doubled-name", define->name.span, "two definitions are named `" + define->name.text + "`")
              .related.push_back({at->second.define->name.span, "the first one"});
          continue;
        }
        if (catalogue_.find(define->name.text) != nullptr) {
          error("doubled-name", define->name.span,
                "`" + define->name.text + "` is an operation of the language; a definition needs a name of its own");
          continue;
        }
        defines_[define->name.text] = {define, body};
        result_.bodies.push_back(body);
        result_.defined.push_back(define->name.text);
      } else if (const auto* use = entry.as<ast::Use>()) {
        bring_in(*use, file.file);
      }
    }
  }

  void bring_in(const ast::Use& use, std::uint32_t from) {
    const auto* text = use.target.as<ast::Text>();
    const auto* word = use.target.as<ast::Path>();
    if (text == nullptr && (word == nullptr || !word->bare())) {
      error("wrong-type", use.target.span,
            "`use` takes a file in quotes or the name of a protocol that comes with rgx");
      return;
    }
    const auto path =
        text == nullptr
            ? std::string(kShippedDefinitions) + word->parts.front().name + ".rgx"
            : (std::filesystem::path(sources_.path(from)).parent_path() / text->text).lexically_normal().string();
    if (!used_.insert(path).second) return;
    const auto content = read_ ? read_(path) : std::nullopt;
    if (!content) {
      auto& d = error("no-such-file", use.target.span,
                      text == nullptr ? "no protocol `" + word->parts.front().name + "` comes with rgx"
                                      : "`" + text->text + "` cannot be read");
      if (text == nullptr) d.help = "`rgx doc` lists them; a file of your own is named in quotes";
      return;
    }
    const auto id = sources_.add(path, *content);
    files_.push_back(std::make_unique<ast::File>(parse(sources_, id, out_)));
    for (const auto& entry : files_.back()->entries)
      if (const auto* block = entry.as<ast::Block>())
        error("misplaced", block->kind.span,
              "a file that is used brings in definitions only, not a `" + block->kind.text + "` block");
    gather(*files_.back());
  }

  void top_level(const ast::Entry& entry, std::uint32_t file, const std::vector<UsedFrom>& used) {
    if (const auto* block = entry.as<ast::Block>()) {
      FlatBlock flat;
      flat.kind = canonical(block->kind.text);
      flat.kind_span = block->kind.span;
      flat.name = block->name;
      flat.titled = block->titled;
      flat.file = file;
      flat.used = used;
      fill(block->entries, {}, flat, flat.entries);
      result_.blocks.push_back(std::move(flat));
    } else if (const auto* step = entry.as<ast::Step>()) {
      const auto at = defines_.find(step->name.text);
      if (at == defines_.end()) {
        error("misplaced", step->name.span, "the step `" + step->name.text + "` stands outside of any block");
        return;
      }
      Bound bound;
      if (!enter(*step, at->second, bound)) return;
      auto inner = used;
      inner.push_back({step->name.text, at->second.body, step->name.span});
      for (const auto& e : at->second.define->entries) {
        owned_.push_back(std::make_unique<ast::Entry>(copy(e, bound.replacements)));
        top_level(*owned_.back(), file, inner);
      }
      calls_.pop_back();
    } else if (const auto* setting = entry.as<ast::Setting>()) {
      error("misplaced", setting->name.span, "the setting `" + setting->name.text + "` stands outside of any block");
    }
  }

  struct Bound {
    Replacements replacements;
  };

  // Matches arguments to parameters; false after an error. The values live in the syntax tree.
  bool enter(const ast::Step& step, const Known& known, Bound& bound) {
    if (std::find(calls_.begin(), calls_.end(), step.name.text) != calls_.end()) {
      error("cycle", step.name.span, "the definition `" + step.name.text + "` calls itself")
          .related.push_back({known.define->name.span, "defined here"});
      return false;
    }
    const auto& params = known.define->params;
    std::vector<std::string> names;
    for (const auto& p : params) names.push_back(p.name.text);
    std::size_t position = 0;
    bool good = true;
    for (const auto& arg : step.args) {
      std::string name;
      if (arg.name) {
        name = arg.name->text;
      } else {
        while (position < names.size() && bound.replacements.count(names[position]) != 0) ++position;
        if (position < names.size()) name = names[position];
      }
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        auto& d = error("unknown-name", arg.name ? arg.name->span : arg.span,
                        arg.name ? "`" + step.name.text + "` has no argument `" + name + "`"
                                 : "`" + step.name.text + "` takes " + std::to_string(names.size()) + " arguments");
        if (!names.empty()) d.help = "it takes " + choices_text(names, "and");
        d.related.push_back({known.define->name.span, "defined here"});
        good = false;
      } else if (!bound.replacements.emplace(name, &arg.value).second) {
        error("doubled-setting", arg.span, "`" + name + "` is given twice to `" + step.name.text + "`");
        good = false;
      }
    }
    for (const auto& p : params) {
      if (bound.replacements.count(p.name.text) != 0) continue;
      if (p.value) {
        bound.replacements.emplace(p.name.text, &*p.value);
      } else if (good) {
        error("missing-setting", step.name.span, "`" + step.name.text + "` needs `" + p.name.text + "`")
            .related.push_back({p.name.span, "it has no default"});
        good = false;
      }
    }
    if (good) calls_.push_back(step.name.text);
    return good;
  }

  static std::string key(const ast::Setting& s) { return s.name.text + (s.label ? " " + s.label->text : ""); }

  // Copies entries into `to`, calls of definitions replaced by what they stand for.
  void fill(const std::vector<ast::Entry>& from, const Replacements& replace, FlatBlock& flat,
            std::vector<ast::Entry>& to) {
    std::set<std::string> written;
    for (const auto& entry : from)
      if (const auto* s = entry.as<ast::Setting>()) written.insert(key(*s));
    for (const auto& entry : from) {
      const auto* step = entry.as<ast::Step>();
      const auto at = step ? defines_.find(step->name.text) : defines_.end();
      if (at != defines_.end()) {
        Bound bound;
        owned_.push_back(std::make_unique<ast::Entry>(copy(entry, replace)));  // arguments may be parameters themselves
        if (!enter(*owned_.back()->as<ast::Step>(), at->second, bound)) continue;
        flat.used.push_back({step->name.text, at->second.body, step->name.span});
        std::vector<ast::Entry> inner;
        fill(at->second.define->entries, bound.replacements, flat, inner);
        calls_.pop_back();
        for (auto& e : inner) {
          // Written settings win over those of the definition.
          if (const auto* s = e.as<ast::Setting>(); s != nullptr && written.count(key(*s)) != 0) continue;
          to.push_back(std::move(e));
        }
      } else if (const auto* block = entry.as<ast::Block>()) {
        ast::Entry made;
        made.span = entry.span;
        ast::Block inner{block->kind, block->name, block->titled, {}, block->open, block->close, {}, {}};
        inner.kind.text = canonical(inner.kind.text);
        fill(block->entries, replace, flat, inner.entries);
        made.node = std::move(inner);
        to.push_back(std::move(made));
      } else if (entry.as<ast::Setting>() != nullptr || step != nullptr) {
        to.push_back(copy(entry, replace));
      } else if (const auto* define = entry.as<ast::Define>()) {
        error("misplaced", define->name.span, "`define` stands at the top of a file, not in a block");
      } else if (const auto* use = entry.as<ast::Use>()) {
        error("misplaced", use->target.span, "`use` stands at the top of a file, not in a block");
      }
    }
  }

  FlatBlock* find(const std::string& name) {
    for (auto& b : result_.blocks)
      if (b.name && !b.titled && b.name->text == name) return &b;
    return nullptr;
  }

  void fill_likes() {
    std::set<const FlatBlock*> done;
    std::vector<const FlatBlock*> open;
    for (auto& block : result_.blocks) fill_like(block, done, open);
  }

  void fill_like(FlatBlock& block, std::set<const FlatBlock*>& done, std::vector<const FlatBlock*>& open) {
    if (!done.insert(&block).second) return;
    const auto at = std::find_if(block.entries.begin(), block.entries.end(), [](const ast::Entry& e) {
      const auto* s = e.as<ast::Setting>();
      return s != nullptr && !s->label && s->name.text == "like";
    });
    if (at == block.entries.end()) return;
    const ast::Value& value = at->as<ast::Setting>()->value;
    const auto* path = value.as<ast::Path>();
    FlatBlock* other = path != nullptr && path->bare() ? find(path->parts.front().name) : nullptr;
    const Span span = value.span;
    if (other == nullptr) {
      std::vector<std::string> names;
      for (const auto& b : result_.blocks)
        if (b.kind == block.kind && b.name && &b != &block) names.push_back(b.name->text);
      const std::string written(sources_.text(span));
      auto& d = error("unknown-name", span, "there is no `" + block.kind + "` block named `" + written + "`");
      const auto near = nearest(written, names);
      if (!near.empty()) d.help = "did you mean `" + near + "`";
      block.entries.erase(at);
      return;
    }
    open.push_back(&block);
    if (std::find(open.begin(), open.end(), other) != open.end()) {
      error("cycle", span, "`" + block.label() + "` is like itself");
    } else if (other->kind != block.kind) {
      error("wrong-type", span,
            "`" + other->label() + "` is a `" + other->kind + "` block and `" + block.label() + "` is a `" +
                block.kind + "` block")
          .related.push_back({other->span(), "`" + other->label() + "`"});
    } else {
      fill_like(*other, done, open);
      block.entries.erase(at);
      merge(*other, block);
      open.pop_back();
      return;
    }
    open.pop_back();
    block.entries.erase(at);
  }

  // What makes two entries the same one, so that the later replaces the earlier.
  std::string slot(const ast::Entry& e, const std::string& kind) const {
    if (const auto* s = e.as<ast::Setting>()) return ":" + key(*s);
    if (const auto* b = e.as<ast::Block>()) return "{" + b->kind.text;
    if (const auto* s = e.as<ast::Step>()) {
      const auto* signature = catalogue_.find(canonical(s->name.text), kind);
      if (signature != nullptr && only_one(signature->role)) return "(" + std::string(role_name(signature->role));
      return "(" + s->name.text;
    }
    return "";
  }

  void merge(const FlatBlock& other, FlatBlock& block) {
    std::map<std::string, bool> placed;  // slots written here → already put in the place of the copied entry
    for (const auto& e : block.entries) placed[slot(e, block.kind)] = false;
    std::vector<ast::Entry> merged;
    for (const auto& e : other.entries) {
      const auto here = slot(e, block.kind);
      const auto at = placed.find(here);
      if (at == placed.end()) {
        merged.push_back(copy(e));
      } else if (!at->second) {
        at->second = true;
        for (const auto& own : block.entries)
          if (slot(own, block.kind) == here) merged.push_back(copy(own));
      }
    }
    for (const auto& own : block.entries)
      if (!placed[slot(own, block.kind)]) merged.push_back(copy(own));
    const auto dropped = [](const ast::Entry& e) {
      const auto* s = e.as<ast::Setting>();
      const auto* path = s ? s->value.as<ast::Path>() : nullptr;
      return path != nullptr && path->bare() && path->parts.front().name == "none";
    };
    merged.erase(std::remove_if(merged.begin(), merged.end(), dropped), merged.end());
    block.entries = std::move(merged);
    block.used.insert(block.used.end(), other.used.begin(), other.used.end());
  }

  SourceMap& sources_;
  const Catalogue& catalogue_;
  const ReadText& read_;
  Diagnostics& out_;
  Expansion result_;
  std::map<std::string, Known> defines_;
  std::set<std::string> used_;
  std::vector<std::string> calls_;  // definitions being written out
  std::vector<std::unique_ptr<ast::File>> files_;
  std::vector<std::unique_ptr<ast::Entry>> owned_;
};

}  // namespace

Expansion expand(const ast::File& file, SourceMap& sources, const Catalogue& catalogue, const ReadText& read,
                 Diagnostics& out) {
  return Expander(sources, catalogue, read, out).run(file);
}

}  // namespace rgx::lang
