#include "app/intake/uploaded_objects.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "core/ascii.h"

namespace mien::app {

std::uint64_t sequence_of_etag(std::string_view etag, const Ids& ids) {
  const std::string_view bare = trimmed(etag, "\" ");
  if (bare.empty()) return 0;
  const Sha256 digest = ids.sha256(std::as_bytes(std::span(bare)));
  std::uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return std::max<std::uint64_t>(number, 1);
}

UploadedObjects* UploadPlaces::at(std::string_view source) const {
  if (source.empty()) return &own;
  const auto found = sources.find(source);
  return found == sources.end() ? nullptr : found->second;
}

}  // namespace mien::app
