#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

/// What a person left outside of the person's own rows. It has to go when the person goes.
namespace mien {

/// A place: a picture that an upload left in a bucket, or an item that tells of it.
struct Trace {
  enum class Kind : std::uint8_t {
    kObject,
    kItem,
  };
  Kind kind = Kind::kObject;
  std::string source{};        ///< Of an object: name of the S3 server that has it; empty: our own buckets.
  std::string container{};     ///< Bucket or table.
  std::string key{};           ///< The object's, or the item's as encode_text_map() writes it: attribute to text.
  std::uint64_t sequence = 0;  ///< Of the object as it was noted.
  bool operator==(const Trace&) const = default;
};

/// Whom a trace goes with.
struct TraceOwner {
  CollectionId collection;
  PersonId person;
  std::optional<FaceId> face{};  ///< Where it goes with this face of the person's; none: with the person.
};

/// The rows of traces. Thread-safe; every write is durable once it returns, but for note(). Adapter: store_sqlite.
class TraceStore {
 public:
  virtual ~TraceStore() = default;

  /// Whatever was noted of the same kind, source, container and key is forgotten. Where the owner has gone meanwhile,
  /// the trace is lost at once. Durable with the next write that is: whoever notes writes what the trace tells of, or
  /// that the upload is done, afterwards. @errors kUnavailable
  virtual Result<void> note(const Trace& trace, const TraceOwner& owner) = 0;

  struct Lost {
    std::uint64_t id = 0;  ///< Rising in the order in which they were noted; never given again.
    Trace trace;
  };
  /// The first `limit` with an id above `after` whose owner has gone, however that went: removed by itself, or with
  /// its collection. @errors kUnavailable
  virtual Result<std::vector<Lost>> lost(std::uint64_t after, std::size_t limit) const = 0;
  /// One that was forgotten before is no error. @errors kUnavailable
  virtual Result<void> forget(std::uint64_t id) = 0;
};

}  // namespace mien
