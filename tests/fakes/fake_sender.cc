#include "fakes/fake_sender.h"

#include <utility>

namespace mien::fakes {

void FakeSender::answer(Answer answer) {
  const std::scoped_lock lock(mutex_);
  answer_ = std::move(answer);
}

void FakeSender::answer(int status, std::vector<HttpHeader> headers, std::string body) {
  answer([=](const HttpSending&) { return HttpResponse{.status = status, .headers = headers, .body = body}; });
}

std::vector<HttpSending> FakeSender::sent() const {
  const std::scoped_lock lock(mutex_);
  return sent_;
}

Result<HttpResponse> FakeSender::send(const HttpSending& request, const Patience& patience) {
  MIEN_TRY_VOID(patience.check());
  const bool is_address = request.url.starts_with("http://") || request.url.starts_with("https://");
  if (!is_address) return fail(ErrorCode::kInvalidArgument, "No address.");
  for (const HttpHeader& header : request.headers)
    if (header.value.find_first_of("\r\n") != std::string::npos)
      return fail(ErrorCode::kInvalidArgument, "A header holds a control character.");
  Answer answer;
  {
    const std::scoped_lock lock(mutex_);
    sent_.push_back(request);
    answer = answer_;
  }
  if (!answer) return HttpResponse{};
  auto response = answer(request);
  if (!response) return response;
  if (request.method == "HEAD") response->body.clear();
  if (response->body.size() <= request.answer_bytes_max) return response;
  if (request.overlong == HttpSending::Overlong::kRefuse)
    return fail(ErrorCode::kImageTooLarge, "The answer is too long.");
  response->body.resize(request.answer_bytes_max);
  return response;
}

}  // namespace mien::fakes
