#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/index_feed.h"
#include "ports/clock.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// Where REST's people are unless a request says otherwise. Always there: made at start, and anew when it is deleted.
inline constexpr std::string_view kDefaultCollection = "people";

class CreateCollection {
 public:
  struct Request {
    CollectionId id;
    std::vector<std::pair<std::string, std::string>> tags{};
    std::string actor{};
  };
  CreateCollection(CollectionStore& collections, const ActiveModel& model, AuditSources sources)
      : collections_(collections), model_(model), sources_(sources) {}
  /// @errors kAlreadyExists, kUnavailable
  Result<Collection> run(const Request& request) const;

 private:
  CollectionStore& collections_;
  const ActiveModel& model_;
  AuditSources sources_;
};

class DescribeCollection {
 public:
  explicit DescribeCollection(const CollectionStore& collections) : collections_(collections) {}
  /// @errors kNotFound, kUnavailable
  Result<Collection> run(const CollectionId& id) const { return collections_.find(id); }

 private:
  const CollectionStore& collections_;
};

class ListCollections {
 public:
  explicit ListCollections(const CollectionStore& collections) : collections_(collections) {}
  /// @errors kInvalidPageToken, kUnavailable
  Result<Page<Collection>> run(const PageRequest& page) const { return collections_.list(page); }

 private:
  const CollectionStore& collections_;
};

class DeleteCollection {
 public:
  DeleteCollection(CollectionStore& collections, Objects& objects, IndexFeed& feed, const ActiveModel& model,
                   AuditSources sources)
      : collections_(collections), objects_(objects), feed_(feed), model_(model), sources_(sources) {}
  /// With all its faces, people and their photos. A photo's file that cannot be removed now is removed at the next
  /// start. The default collection is made again, empty and of the active model, so that REST goes on working; where
  /// that fails, deleting it once more (kNotFound) or the next start makes it.
  /// @errors kNotFound, kUnavailable, kStoredNotSearchable
  Result<void> run(const CollectionId& id, const std::string& actor) const;

 private:
  CollectionStore& collections_;
  Objects& objects_;
  IndexFeed& feed_;
  const ActiveModel& model_;
  AuditSources sources_;
};

/// Creates the collection unless it is there, whatever its face model; at start, for the default collection.
/// @errors kUnavailable
Result<void> ensure_collection(CollectionStore& collections, const ActiveModel& model, const CollectionId& id,
                               const Clock& clock);

}  // namespace mien::app
