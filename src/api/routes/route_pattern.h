#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/text_map.h"

namespace mien::api::routes {

/// A path of which segments in braces stand for something: "/{stage}/{bucket}/{key}". {key}, which may stand last only,
/// takes all that is left, slashes included; any other takes one segment.
class RoutePattern {
 public:
  /// @errors kInvalidArgument  with what is wrong, for the operator.
  static Result<RoutePattern> parse(std::string_view text);

  /// What the names stand for, decoded; nullopt where the path is another, or is not well-formed.
  std::optional<TextMap> match(std::string_view path) const;
  /// The first segment; empty where a name stands for it.
  std::string_view first_segment() const;
  bool has(std::string_view name) const;
  const std::string& text() const { return text_; }

 private:
  struct Segment {
    bool is_name = false;
    std::string text;
  };
  explicit RoutePattern(std::string text) : text_(std::move(text)) {}

  std::string text_;
  std::vector<Segment> segments_;
};

}  // namespace mien::api::routes
