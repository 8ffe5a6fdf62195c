#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "ports/body_stream.h"

namespace mien::fakes {

/// A stream of which a test keeps one end. Thread-safe.
class FakeStream {
 public:
  FakeStream();

  /// What the server gets.
  std::shared_ptr<BodyStream> body();

  void push(std::string_view bytes);
  void end();
  /// There is always more, whatever is taken.
  void flood();
  /// What was taken, in all.
  std::size_t taken() const;
  bool started() const;
  /// The server has let go of it.
  bool gone() const;

 private:
  struct Shared;
  class Body;

  std::shared_ptr<Shared> state_;
};

}  // namespace mien::fakes
