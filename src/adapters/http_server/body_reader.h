#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/http_server/arrival.h"
#include "adapters/http_server/byte_budget.h"
#include "adapters/http_server/channel.h"
#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/stream.h"

namespace mien::http_server {

/// Reads the body of one request, if it has one, within its limits of size, memory, rate and time. The memory grows
/// with what arrives, not with what the headers promise. Borrows all that it is given.
class BodyReader {
 public:
  /// @param body  where it goes; empty.
  BodyReader(const Options& options, Channel& channel, ByteBudget::Share& share, std::string& body)
      : options_(options), channel_(channel), share_(share), body_(body) {}

  Awaitable<Arrival> read(const RequestHead& head, std::size_t body_bytes_max);

 private:
  Awaitable<Arrival> read_of_length(std::size_t length);
  Awaitable<Arrival> read_in_chunks(std::size_t body_bytes_max);
  /// Makes room for so many bytes of the body, and no more.
  void grow(std::size_t bytes);
  void count(std::size_t bytes);
  /// False where the body takes more memory than there is for it.
  [[nodiscard]] bool is_covered() { return share_.hold(body_.capacity()); }

  const Options& options_;
  Channel& channel_;
  ByteBudget::Share& share_;
  std::string& body_;
  std::size_t arrived_ = 0;
};

/// Reads so many bytes that nobody wants; false where they do not come in time.
Awaitable<bool> throw_away(Channel& channel, std::uint64_t bytes);

}  // namespace mien::http_server
