#pragma once
// Downloads over http, https and file. Errors are a Failure "cannot-download" with the address and the reason.
#include <optional>
#include <string>

namespace rgx::engine {

std::string download(const std::string& url);
// Nothing when the other side says that there is no such file.
std::optional<std::string> download_if_there(const std::string& url);

// Percent-escapes what may not stand in a path of an address; slashes stay.
std::string escape_path(const std::string& path);

}  // namespace rgx::engine
