#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "adapters/http_client/http_client.h"
#include "ports/http_sender.h"

namespace mien::http_client {

/// HttpSender over as many HttpClients as requests are under way at once, whose connections are kept between them.
class CurlSender final : public HttpSender {
 public:
  Result<HttpResponse> send(const HttpSending& request, const Patience& patience) override;

 private:
  std::unique_ptr<HttpClient> borrow();
  void give_back(std::unique_ptr<HttpClient> client);

  std::mutex mutex_;
  std::vector<std::unique_ptr<HttpClient>> idle_;  ///< Guarded by mutex_.
};

}  // namespace mien::http_client
