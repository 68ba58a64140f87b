#pragma once
// The one exception of the imaging operations: a stable code, the file or name it is about, and a sentence that says
// what was observed and what was expected (lower case, no full stop).
#include <stdexcept>
#include <string>
#include <utility>

namespace rgx::stdlib {

// Codes: image-missing, image-empty, image-format, image-truncated, image-damaged, image-dimensions, image-pixel-type,
// image-geometry, image-values, image-write, mask-label, mask-values, mask-empty, geometry-mismatch, resample-spacing,
// resegment-empty, zscore-variance, n4-mask, n4-settings.
class ImageError : public std::runtime_error {
 public:
  ImageError(std::string code, std::string file, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)), file_(std::move(file)) {}

  const std::string& code() const { return code_; }
  const std::string& file() const { return file_; }  // empty where the value came from no file
  std::string message() const { return what(); }

 private:
  std::string code_, file_;
};

}  // namespace rgx::stdlib
