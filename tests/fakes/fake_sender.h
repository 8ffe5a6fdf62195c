#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "ports/http_sender.h"

namespace mien::fakes {

/// HttpSender that asks a handler within the process, whose servers are named by the front of an address; passes the
/// contract suite. Remembers what was sent. Thread-safe.
class FakeSender final : public HttpSender {
 public:
  using Answer = std::function<Result<HttpResponse>(const HttpSending&)>;

  /// What the following requests get; without it 200 with nothing.
  void answer(Answer answer);
  void answer(int status, std::vector<HttpHeader> headers = {}, std::string body = {});
  std::vector<HttpSending> sent() const;

  Result<HttpResponse> send(const HttpSending& request, const Patience& patience) override;

 private:
  mutable std::mutex mutex_;
  Answer answer_;
  std::vector<HttpSending> sent_;
};

}  // namespace mien::fakes
