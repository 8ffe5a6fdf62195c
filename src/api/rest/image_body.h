#pragma once

#include <cstddef>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ports/http.h"

namespace mien::api::rest {

/// A body with one picture and some fields: a multipart form, or JSON with the picture in base64. Points into the
/// request.
class ImageBody {
 public:
  struct Known {
    std::initializer_list<std::string_view> texts{};
    std::initializer_list<std::string_view> numbers{};
  };
  /// @errors kInvalidArgument  a body that cannot be read, a field not in `known` or of a wrong type, no picture or
  /// two.
  static Result<ImageBody> read(const HttpRequest& request, const Known& known);

  std::span<const std::byte> image() const { return image_; }
  std::optional<std::string> text(std::string_view name) const;
  std::optional<double> number(std::string_view name) const;

 private:
  Result<void> read_form(const HttpRequest& request, const Known& known);
  Result<void> read_json(std::string_view body, const Known& known);

  std::vector<std::byte> decoded_;  ///< Owns the picture of a JSON body.
  std::span<const std::byte>
      image_;  ///< Into decoded_, whose bytes stay where they are when it is moved, or the request.
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, double, std::less<>> numbers_;
};

}  // namespace mien::api::rest
