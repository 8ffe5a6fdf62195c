#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/stored_object.h"
#include "core/text_map.h"
#include "ports/ids.h"

namespace mien::app {

/// Stands for the sequence of an object that another S3 server has: a number that follows from its ETag, never 0, so
/// that two uploads under one key differ in it as far as their bytes do.
/// @param etag  with or without its quotes; empty: 0, which is known of no object
std::uint64_t sequence_of_etag(std::string_view etag, const Ids& ids);

/// What was uploaded, wherever it lies. Thread-safe.
class UploadedObjects {
 public:
  struct Upload {
    std::vector<std::byte> bytes;
    std::uint64_t sequence = 0;  ///< Of the object as it is now; see ObjectEvent. 0 where the place knows none.
    /// User metadata, where it is the object that tells it and not the event; names as in ObjectEvent.
    std::optional<TextMap> metadata{};
    std::optional<ObjectKey> object{};  ///< Where it is one of ours.
  };
  virtual ~UploadedObjects() = default;
  /// @errors kNotFound (bucket or object), kImageTooLarge (without reading it), kUnavailable
  virtual Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const = 0;
  /// Where it is still the upload of that sequence. One that has gone is no error. @errors kUnavailable
  virtual Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) = 0;
};

/// Our own buckets, and what other S3 servers have. Borrows all.
struct UploadPlaces {
  UploadedObjects& own;
  std::map<std::string, UploadedObjects*, std::less<>> sources{};
  /// @param source  name of an intake's source; empty: our own buckets
  /// @return nullptr: it is not configured any more
  UploadedObjects* at(std::string_view source) const;
};

/// Where items are written that tell what became of an upload.
class ItemSink {
 public:
  virtual ~ItemSink() = default;
  using Fields = std::vector<std::pair<std::string, std::string>>;
  /// What put() finds the item by, as encode_text_map() writes it: those of its attributes that are the table's key.
  /// @errors kNotFound (no such table, and no key_attribute), kInvalidArgument (it lacks the table's key), kUnavailable
  virtual Result<std::string> key_of(const std::string& table, const std::string& key_attribute,
                                     const Fields& item) const = 0;
  /// Puts an item of texts; one of the same key is replaced.
  /// @param key_attribute  where there is no such table, it is made with this as its partition key; empty: it is not
  /// @errors kNotFound (no such table), kInvalidArgument (it lacks the table's key), kUnavailable
  virtual Result<void> put(const std::string& table, const std::string& key_attribute, const Fields& item) = 0;
  /// @param key  as key_of() gives it. An item or table that has gone is no error. @errors kUnavailable
  virtual Result<void> remove(const std::string& table, const std::string& key) = 0;
};

}  // namespace mien::app
