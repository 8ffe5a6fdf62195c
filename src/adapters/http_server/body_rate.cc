#include "adapters/http_server/body_rate.h"

#include <algorithm>

namespace mien::http_server {

void BodyRate::add(std::size_t bytes, TimePoint now) {
  if (!due_) return;
  const std::chrono::duration<double> paid(static_cast<double>(bytes) / static_cast<double>(bytes_per_second_min_));
  // Compared before it is added: a very low rate would go beyond what a point in time can hold.
  const TimePoint latest = now + window_;
  due_ = paid >= latest - *due_ ? latest : *due_ + std::chrono::duration_cast<TimePoint::duration>(paid);
}

}  // namespace mien::http_server
