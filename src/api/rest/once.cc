#include "api/rest/once.h"

#include <span>
#include <utility>
#include <variant>

#include "api/rest/http_parts.h"

namespace mien::api::rest {

void RequestDigest::add(std::optional<std::string_view> part) {
  digests_ += part ? 'v' : '-';
  if (!part) return;
  const Sha256 digest = ids_.sha256(std::as_bytes(std::span(*part)));
  for (const std::byte b : digest) digests_ += static_cast<char>(b);
}

Sha256 RequestDigest::finish() const { return ids_.sha256(std::as_bytes(std::span(digests_))); }

Answer<Once> enter_once(app::IdempotencyGate& gate, const HttpHead& head, const std::string& actor,
                        const RequestDigest& digest) {
  Once once;
  MIEN_TRY(const auto key, single_header(head, "Idempotency-Key"));
  if (!key) return once;
  MIEN_TRY(auto entered, gate.enter(actor, std::string(*key), digest.finish()));
  if (auto* ticket = std::get_if<app::IdempotencyGate::Ticket>(&entered))
    once.ticket.emplace(std::move(*ticket));
  else
    once.before = std::get<IdempotencyRecord>(std::move(entered));
  return once;
}

HttpResponse replay(int status, const IdempotencyRecord& record) {
  HttpResponse response = json_response(status, record.response);
  response.headers.push_back({"Idempotency-Replayed", "true"});
  return response;
}

}  // namespace mien::api::rest
