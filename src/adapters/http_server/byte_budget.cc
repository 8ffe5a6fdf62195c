#include "adapters/http_server/byte_budget.h"

#include <utility>

namespace mien::http_server {

ByteBudget::Share::Share(Share&& other) noexcept
    : budget_(other.budget_), holder_(other.holder_), bytes_(std::exchange(other.bytes_, 0)) {}

ByteBudget::Share& ByteBudget::Share::operator=(Share&& other) noexcept {
  if (this == &other) return *this;
  release();
  budget_ = other.budget_;
  holder_ = other.holder_;
  bytes_ = std::exchange(other.bytes_, 0);
  return *this;
}

bool ByteBudget::Share::hold(std::size_t bytes) {
  if (bytes <= bytes_ || bytes <= kUncountedBytesMax) return true;
  if (!budget_->take(holder_, bytes - bytes_)) return false;
  bytes_ = bytes;
  return true;
}

void ByteBudget::Share::release() {
  if (bytes_ > 0) budget_->give_back(holder_, std::exchange(bytes_, 0));
}

bool ByteBudget::take(const Holder& holder, std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  const auto found = per_address_.find(holder.address);
  const std::size_t held = found == per_address_.end() ? 0 : found->second;
  // No subtraction can wrap: what is held is within the limits.
  if (bytes > limits_.all - used_ || bytes > limits_.per_address - held) return false;
  if (!holder.proven && bytes > limits_.unproven - unproven_) return false;
  if (holder.stranger && bytes > limits_.strangers - strangers_) return false;
  per_address_[holder.address] += bytes;
  if (!holder.proven) unproven_ += bytes;
  if (holder.stranger) strangers_ += bytes;
  used_ += bytes;
  return true;
}

void ByteBudget::give_back(const Holder& holder, std::size_t bytes) {
  const std::scoped_lock lock(mutex_);
  used_ -= bytes;
  if (!holder.proven) unproven_ -= bytes;
  if (holder.stranger) strangers_ -= bytes;
  const auto found = per_address_.find(holder.address);
  found->second -= bytes;
  if (found->second == 0) per_address_.erase(found);
}

}  // namespace mien::http_server
