#include "fakes/memory_store.h"

#include <mutex>

namespace mien::fakes {

MemoryStore::MemoryStore() = default;

MemoryStore::~MemoryStore() = default;

std::vector<NewTask> MemoryStore::tasks() {
  const std::scoped_lock lock(state_.mutex);
  return state_.tasks;
}

void MemoryStore::set_down(bool down) {
  const std::scoped_lock lock(state_.mutex);
  state_.down = down;
}

}  // namespace mien::fakes
