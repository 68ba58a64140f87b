#pragma once
// Bytes as text (RFC 4648, with padding): how pictures lie in tables and in the report's data: addresses.
#include <string>
#include <string_view>

namespace rgx::engine {

std::string base64(std::string_view bytes);

}  // namespace rgx::engine
