#include "lang/grammar_study.hpp"

#include "lang/grammar_parts.hpp"
#include "lang/grammar_value.hpp"

namespace rgx::lang::grammar {

namespace {

// One message for the entry, then on with the next entry or brace.
struct entry_class {
  template <class Error, class Context>
  x3::error_handler_result on_error(It& first, const It& last, const Error& error, const Context& context) {
    TreeBuilder& b = tree(context);
    const Scan& scan = b.scan();
    x3::skip_over(first, last, context);
    const std::uint32_t begin = b.offset(first);
    b.unexpected(error.which(), error.where());
    b.undo_to_mark();
    std::uint32_t resume = scan.next_entry(scan.skip_blanks(b.offset(error.where())));
    if (resume <= begin && resume < scan.text().size()) {
      const std::size_t stuck = scan.token_at(begin);
      resume = scan.next_entry(stuck < scan.tokens().size() ? scan.tokens()[stuck].end : begin + 1);
    }
    // The head of a block could not be read: its entries have no place, the block goes as a whole.
    if (resume < scan.text().size() && scan.text()[resume] == '{') {
      const std::int32_t close = scan.tokens()[scan.token_at(resume)].partner;
      resume = close >= 0 ? scan.tokens()[static_cast<std::size_t>(close)].end
                          : static_cast<std::uint32_t>(scan.text().size());
    }
    if (const std::uint32_t stray = scan.stray_before_entry(resume); stray > resume) {
      b.withdraw(stray);
      resume = scan.next_entry(stray);
    }
    // A value on the line below its name is passed over with it.
    const std::size_t next = scan.token_at(resume);
    if (error.which() == "value of a setting" && scan.skip_blanks(b.offset(error.where())) == resume &&
        resume < scan.text().size() && !scan.heads_entry(next) && !scan.heads_step(next) &&
        scan.text()[resume] != '}' && scan.text()[resume] != ';')
      resume = scan.next_entry(scan.tokens()[next].end);
    if (b.too_many()) resume = static_cast<std::uint32_t>(scan.text().size());
    b.broken({scan.file(), begin, resume});
    first = b.at(resume);
    return x3::error_handler_result::accept;
  }
};

x3::rule<entry_class> const entry = "entry";

auto const value = token([](TreeBuilder& b, It at, It last) -> It { return parse_value(at, last, b) ? at : nullptr; });
auto const arguments =
    token([](TreeBuilder& b, It at, It last) -> It { return parse_arguments(at, last, b) ? at : nullptr; });

auto const same_line =
    when([](TreeBuilder& b, It at, It last) { return at != last && !b.scan().is_line_first(b.offset(at)); });
auto const end_of_entry = place("end of an entry", when([](TreeBuilder& b, It at, It last) {
                                  return at == last || *at == ';' || *at == '}' ||
                                         b.scan().is_line_first(b.offset(at)) ||
                                         b.scan().block_closes_here(b.offset(at));
                                }));

// --- settings and steps

auto const equals_for_colon = token([](TreeBuilder& b, It at, It last) -> It {
  if (!starts(at, last, '=') || starts(at + 1, last, '=')) return nullptr;
  b.report(b.span(at, at + 1), "settings are written `" + b.head() + ": value`, with a colon, not `=`");
  return at + 1;
});
auto const setting =
    ((same_line >> (x3::lit(':') | equals_for_colon)) > place("value of a setting", same_line >> value)) >>
    doing<&TreeBuilder::setting_end>;
auto const opening = x3::no_skip[x3::lit('(')] | spaced('(');
auto const rest_of_step =
    (doing<&TreeBuilder::step_begin> > place("value", arguments)) >> doing<&TreeBuilder::step_end>;
auto const step_version = place("version number", whole_number[act<&TreeBuilder::head_version>]);
auto const step = ((x3::no_skip[x3::lit('@')] > step_version > place("arguments", opening)) | opening) >> rest_of_step;

// --- blocks

auto const block_end = token([](TreeBuilder& b, It at, It last) -> It {
  if (starts(at, last, '}')) return at + 1;
  return at == last || b.scan().block_closes_here(b.offset(at), b.open_brace()) ? at : nullptr;
});
auto const block_start = token([](TreeBuilder& b, It at, It last) -> It {
  if (starts(at, last, '{')) return at + 1;
  return at != last && b.scan().block_opens_here(b.offset(at)) ? at : nullptr;
});
auto const body = ((x3::raw[block_start][act<&TreeBuilder::block_begin>] >> *(x3::lit(';') | (!block_end >> entry))) >
                   place("end of a block", x3::raw[block_end][act<&TreeBuilder::block_end>]));
auto const second_name = same_line >> identifier[act<&TreeBuilder::head_name>];
auto const title = same_line >> x3::raw[token([](TreeBuilder& b, It at, It last) -> It {
                     bool closed = true;
                     return starts(at, last, '"') ? b.at(b.scan().text_end(b.offset(at), closed)) : nullptr;
                   })][act<&TreeBuilder::head_text>];
auto const headed = identifier[act<&TreeBuilder::head_name>] >
                    place("head", step | setting | body | (second_name >> (setting | body)) | (title >> body));

// --- definitions

auto const param = place("parameter", identifier[act<&TreeBuilder::param_name>]) >>
                   -(x3::lit(':') > place("value of a parameter", value) > doing<&TreeBuilder::param_value>);
auto const params = place("parameters", opening) >> -(param % ',') > place("end of an argument", closer(')'));
auto const define = x3::raw[word("define")][act<&TreeBuilder::define_begin>] >
                    place("name of a definition", identifier[act<&TreeBuilder::head_name>]) >
                    place("parameters", params) > place("body of a definition", body);
auto const use = (x3::raw[word("use")][act<&TreeBuilder::use_begin>] > place("target of `use`", same_line >> value)) >>
                 doing<&TreeBuilder::use_end>;

auto const entry_def = doing<&TreeBuilder::set_mark> >> doing<&TreeBuilder::entry_begin> >
                       place("entry", define | use | headed) > end_of_entry > doing<&TreeBuilder::entry_end>;

BOOST_SPIRIT_DEFINE(entry)

// --- the file

auto const no_version = token([](TreeBuilder& b, It at, It) -> It {
  b.unexpected("version", at);
  return at;
});
auto const no_number = token([](TreeBuilder& b, It at, It) -> It {
  b.unexpected("version number", at);
  return b.at(b.scan().next_entry(b.offset(at)));
});
auto const more_than_version = token([](TreeBuilder& b, It at, It last) -> It {
  if (at == last || *at == ';' || b.scan().is_line_first(b.offset(at))) return at;
  b.report(b.scan_span(at), "a version is a whole number, alone on its line: `rgx 1`");
  return b.at(b.scan().next_entry(b.offset(at)));
});
auto const version_def =
    (x3::raw[word("rgx")][act<&TreeBuilder::version_word>] >>
     ((same_line >> whole_number[act<&TreeBuilder::file_version>] >> more_than_version) | no_number)) |
    no_version;
auto const entries_def = *(x3::lit(';') | (!x3::eoi >> entry));

template <class Parser>
void run(const Parser& parser, It& first, It last, TreeBuilder& builder) {
  Skipper skipper;
  skipper.scan = &builder.scan();
  x3::phrase_parse(first, last, x3::with<builder_tag>(builder)[parser], skipper, x3::skip_flag::dont_post_skip);
}

}  // namespace

void parse_version(const char*& first, const char* last, TreeBuilder& builder) {
  run(version_def, first, last, builder);
}

void parse_entries(const char*& first, const char* last, TreeBuilder& builder) {
  run(entries_def, first, last, builder);
}

}  // namespace rgx::lang::grammar
