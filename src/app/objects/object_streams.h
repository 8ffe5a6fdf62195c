#pragma once

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "core/limits.h"
#include "ports/body_stream.h"
#include "ports/objects.h"

namespace mien::app {

/// Sends objects from their files, a slice at a time, as fast as their clients take them. Threads of its own read from
/// the disk, one slice ahead, so that neither the thread of all sockets nor a handler waits for it. Thread-safe.
class ObjectStreams {
 public:
  explicit ObjectStreams(std::size_t readers = limits::kObjectReaders);
  ObjectStreams(const ObjectStreams&) = delete;
  ObjectStreams& operator=(const ObjectStreams&) = delete;
  ~ObjectStreams();

  /// A body of the part, which has to lie within the object. Ends early where the disk fails. It outlives this object,
  /// but then nothing more comes.
  /// @errors kUnavailable  nothing of it can be read.
  Result<std::shared_ptr<BodyStream>> begin(std::unique_ptr<OpenObject> object, const ByteRange& part) const;

 private:
  class Line;
  class Stream;

  std::shared_ptr<Line> line_;
  std::vector<std::jthread> readers_;  ///< Last: they use the others.
};

}  // namespace mien::app
