#pragma once
// An operation: its signature (what a study may write, what keys and Methods print) and a typed kernel, in one
// declaration (language.md §8). A stranger adds one by one file like this:
//
//   struct Zscore { std::string within; };
//   Operation zscore() {
//     return Declare<Zscore>("zscore", 1).role(lang::Role::preprocess).in("preprocess")
//         .param(&Zscore::within, "within", "", "the region whose mean and sd are
//         used").refers_to({"region"}).required() .summary("…").methods("Intensities were z-scored within
//         {within}.").cites({"…"}) .run([](const Zscore& p, const Context& c) { …; return Output{…}; });
//   }
//
// and one line in stdlib/register.cpp.
#include <any>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/artifact.hpp"
#include "engine/failure.hpp"
#include "lang/signature.hpp"

namespace rgx::engine {

using ParallelFor = std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)>;

// What a kernel has to say beside its value; kept with the value in the store, so that a cached node says it again.
struct Note {
  std::string kind;     // "warning"; "left": the subject left the analysis here; "missing": a value is missing
  std::string subject;  // may be empty
  std::string code;     // kebab-case
  std::string message;
};

struct Output {
  Payload value;
  std::vector<Note> notes;
};

// What a kernel may see. Nothing in it depends on threads, time or paths except `files` (paths whose content digests
// are in the key).
struct Context {
  const Json& params;                                           // all of the node's parameters
  const std::vector<std::pair<std::string, Artifact>>& inputs;  // port name → artifact; a port may come several times
  const std::vector<std::string>& files;                        // paths of the node's input files, in order
  std::string subject;                                          // of a node on the subject axis
  std::uint64_t stream = 0;  // key of its random stream: study seed + node path + purpose
  const ParallelFor& parallel;

  const Artifact& input(std::string_view port) const;             // exactly one, else Failure
  std::vector<const Artifact*> all(std::string_view port) const;  // in order, may be empty
};

using Kernel = std::function<Output(const Context&)>;

struct Operation {
  lang::Signature signature;
  Kernel kernel;  // empty: a part of a node (a family, a learner, a fold step), found through `part`
  std::any part;  // what stdlib calls itself: e.g. a learner's fit and apply
};

class Registry {
 public:
  void add(Operation op);
  const Operation* find(std::string_view name, unsigned version = 0) const;  // newest when 0
  // As `find`, among operations that may stand in `block` ("within_folds", "compare", …): names may be shared by
  // blocks.
  const Operation* find_in(std::string_view block, std::string_view name, unsigned version = 0) const;
  lang::Catalogue catalogue() const;
  const std::vector<Operation>& all() const { return all_; }

 private:
  std::vector<Operation> all_;
};

// Reads Json parameters into a struct by the declared members. P = Json takes them as they are.
template <class P>
class Declare {
 public:
  Declare(std::string name, unsigned version) {
    signature_.name = std::move(name);
    signature_.version = version;
  }
  Declare& role(lang::Role r) {
    signature_.role = r;
    return *this;
  }
  Declare& in(std::string block) {
    signature_.blocks.push_back(std::move(block));
    return *this;
  }
  Declare& learns(bool reads_outcome = false) {
    signature_.learns = true;
    signature_.reads_outcome = reads_outcome;
    return *this;
  }
  Declare& random(std::string purpose) {
    signature_.random = std::move(purpose);
    return *this;
  }
  Declare& platform_sensitive() {
    signature_.platform_sensitive = true;
    return *this;
  }
  Declare& test(lang::TestRule rule) {
    signature_.test = std::move(rule);
    return *this;
  }
  Declare& summary(std::string text) {
    signature_.summary = std::move(text);
    return *this;
  }
  Declare& details(std::string text) {
    signature_.details = std::move(text);
    return *this;
  }
  Declare& methods(std::string text) {
    signature_.methods = std::move(text);
    return *this;
  }
  // Of a learner: tables of its model beside the common ones, and common ones that mean nothing for it.
  Declare& tables(std::vector<std::string> adds, std::vector<std::string> lacks) {
    signature_.adds_tables = std::move(adds);
    signature_.lacks_tables = std::move(lacks);
    return *this;
  }
  Declare& cites(std::vector<std::string> keys) {
    signature_.cites = std::move(keys);
    return *this;
  }

  // A parameter bound to a member: double, int types, bool, std::string, std::vector<double>, std::vector<std::string>.
  // The modifiers below change the parameter declared last.
  template <class M>
  Declare& param(M P::*member, std::string name, M fallback, std::string text) {
    lang::Param p;
    p.name = name;
    p.text = std::move(text);
    p.type = type_of<M>();
    p.list = std::is_same_v<M, std::vector<double>> || std::is_same_v<M, std::vector<std::string>>;
    p.fallback = literal(fallback);
    signature_.params.push_back(std::move(p));
    readers_.push_back([member, name, fallback](P& out, const Json& in) {
      const auto at = in.find(name);
      if (at == in.end() || at->is_null())
        out.*member = fallback;
      else
        out.*member = at->template get<M>();
    });
    return *this;
  }
  Declare& param(lang::Param p) {
    signature_.params.push_back(std::move(p));
    return *this;
  }  // unbound: read from Json
  Declare& type(lang::ParamType t) {
    last().type = t;
    return *this;
  }
  Declare& dimension(std::string d) {
    last().dimension = std::move(d);
    return *this;
  }
  Declare& range(double low, double high) {
    last().low = low;
    last().high = high;
    return *this;
  }
  Declare& choices(std::vector<std::string> c) {
    last().type = lang::ParamType::choice;
    last().choices = std::move(c);
    return *this;
  }
  Declare& refers_to(std::vector<std::string> what) {
    last().type = lang::ParamType::reference;
    last().refers_to = std::move(what);
    return *this;
  }
  Declare& required() {
    last().required = true;
    last().fallback = {};
    return *this;
  }
  Declare& positional() {
    last().positional = true;
    return *this;
  }
  Declare& tunable() {
    last().tunable = true;
    return *this;
  }
  Declare& list() {
    last().list = true;
    return *this;
  }
  Declare& absent() {
    last().fallback = {};
    return *this;
  }  // optional without a default

  template <class F>
  Operation run(F kernel) {  // Output(const P&, const Context&)
    auto readers = readers_;
    return {signature_,
            [readers, kernel](const Context& c) {
              P p{};
              for (const auto& read : readers) read(p, c.params);
              return kernel(static_cast<const P&>(p), c);
            },
            {}};
  }
  Operation part(std::any implementation) { return {signature_, {}, std::move(implementation)}; }

 private:
  template <class M>
  static lang::ParamType type_of() {
    if constexpr (std::is_same_v<M, bool>)
      return lang::ParamType::boolean;
    else if constexpr (std::is_integral_v<M>)
      return lang::ParamType::integer;
    else if constexpr (std::is_floating_point_v<M>)
      return lang::ParamType::number;
    else if constexpr (std::is_same_v<M, std::vector<double>>)
      return lang::ParamType::numbers;
    else if constexpr (std::is_same_v<M, std::vector<std::string>>)
      return lang::ParamType::texts;
    else
      return lang::ParamType::text;
  }
  template <class M>
  static lang::Literal literal(const M& v) {
    if constexpr (std::is_same_v<M, bool>)
      return v;
    else if constexpr (std::is_arithmetic_v<M>)
      return static_cast<double>(v);
    else if constexpr (std::is_same_v<M, std::string>)
      return v;
    else {
      lang::Literal::List items;
      for (const auto& item : v) items.emplace_back(item);
      return items;
    }
  }
  lang::Param& last() { return signature_.params.back(); }

  lang::Signature signature_;
  std::vector<std::function<void(P&, const Json&)>> readers_;
};

}  // namespace rgx::engine
