#include "fakes/fake_keys.h"

namespace mien::fakes {

std::vector<std::byte> FakeSealer::seal(std::string_view secret, std::string_view context) const {
  const std::string text = front(context) + std::string(secret);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Result<std::string> FakeSealer::open(std::span<const std::byte> sealed, std::string_view context) const {
  const std::string text(reinterpret_cast<const char*>(sealed.data()), sealed.size());
  if (!text.starts_with(front(context))) return fail(ErrorCode::kIncompatible, "Sealed with another key.");
  return text.substr(front(context).size());
}

std::string FakeSealer::front(std::string_view context) const { return key_ + "|" + std::string(context) + "|"; }

FakeKeyMaker::Pair FakeKeyMaker::make() const {
  const std::string number = std::to_string(++last_);
  return {.access_key_id = "AKID" + number, .secret = "secret-" + number};
}

void FakeActiveKeys::add(const KeyInfo& info, std::string secret) {
  const std::scoped_lock lock(mutex_);
  secrets_.insert_or_assign(info.access_key_id, std::move(secret));
}

void FakeActiveKeys::remove(std::string_view access_key_id) {
  const std::scoped_lock lock(mutex_);
  secrets_.erase(std::string(access_key_id));
}

std::map<std::string, std::string> FakeActiveKeys::secrets() const {
  const std::scoped_lock lock(mutex_);
  return secrets_;
}

}  // namespace mien::fakes
