#include "adapters/http_client/curl_sender.h"

#include <algorithm>
#include <utility>

namespace mien::http_client {

Result<HttpResponse> CurlSender::send(const HttpSending& request, const Patience& patience) {
  MIEN_TRY_VOID(patience.check());
  std::unique_ptr<HttpClient> client = borrow();
  auto answer = client->send({.method = request.method,
                              .url = request.url,
                              .headers = request.headers,
                              .body = request.body,
                              .connect_timeout = std::min(request.timeout, Request{}.connect_timeout),
                              .timeout = request.timeout,
                              .bytes_max = request.answer_bytes_max,
                              .overlong = request.overlong == HttpSending::Overlong::kCut ? Request::Overlong::kCut
                                                                                          : Request::Overlong::kRefuse,
                              .patience = patience});
  give_back(std::move(client));
  return answer;
}

std::unique_ptr<HttpClient> CurlSender::borrow() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto client = std::move(idle_.back());
      idle_.pop_back();
      return client;
    }
  }
  return std::make_unique<HttpClient>();
}

void CurlSender::give_back(std::unique_ptr<HttpClient> client) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(client));
}

}  // namespace mien::http_client
