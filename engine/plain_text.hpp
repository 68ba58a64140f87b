#pragma once
// What a text table must be before anybody looks for cells in it: UTF-8 without zero bytes, below 4 GiB.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rgx::engine {

// Throws CsvFailure "file-too-large", "not-utf-8", "not-text" with the place. `path` is for the message; may be empty.
void require_plain_text(const std::string& text, const std::string& path);

// Nothing but ASCII without zero bytes: such a part is plain text whatever stands around it. Much faster.
bool is_plain_ascii(std::string_view part);

// The line of a byte, from 1; ends of lines are LF, CRLF or CR.
std::uint32_t line_of(std::string_view text, std::size_t offset);

// "`path`: ", or nothing.
std::string of_path(const std::string& path);

}  // namespace rgx::engine
