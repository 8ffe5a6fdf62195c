#include "adapters/http_server/byte_budget.h"

namespace mien::http_server {

bool ByteBudget::take(const AddressBytes& address, std::size_t bytes) {
  if (bytes == 0) return true;
  const std::scoped_lock lock(mutex_);
  const auto found = per_address_.find(address);
  const std::size_t held = found == per_address_.end() ? 0 : found->second;
  // Neither subtraction can wrap: what is held is within both limits.
  if (bytes > bytes_max_ - used_ || bytes > per_address_max_ - held) return false;
  per_address_[address] += bytes;
  used_ += bytes;
  return true;
}

void ByteBudget::give_back(const AddressBytes& address, std::size_t bytes) {
  if (bytes == 0) return;
  const std::scoped_lock lock(mutex_);
  used_ -= bytes;
  const auto found = per_address_.find(address);
  found->second -= bytes;
  if (found->second == 0) per_address_.erase(found);
}

}  // namespace mien::http_server
