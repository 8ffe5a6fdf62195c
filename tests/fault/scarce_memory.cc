#include "fault/scarce_memory.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations_left = 0;  ///< Until the one that fails; 0: none will.
thread_local bool has_struck = false;

std::atomic<std::size_t> allocations_elsewhere_left = 0;  ///< Likewise, of threads but the one that has set it.
std::atomic<bool> has_struck_elsewhere = false;
thread_local bool is_spared = false;

bool fails_here_as_elsewhere() {
  if (is_spared) return false;
  std::size_t left = allocations_elsewhere_left;
  while (left > 0 && !allocations_elsewhere_left.compare_exchange_weak(left, left - 1)) continue;
  if (left != 1) return false;
  has_struck_elsewhere = true;
  return true;
}

bool fails_now() {
  if (fails_here_as_elsewhere()) return true;
  if (allocations_left == 0 || --allocations_left > 0) return false;
  has_struck = true;
  return true;
}

void* allocated(std::size_t bytes) noexcept {
  return fails_now() ? nullptr : std::malloc(std::max<std::size_t>(bytes, 1));
}
void* allocated(std::size_t bytes, std::align_val_t alignment) noexcept {
  const auto align = std::max(static_cast<std::size_t>(alignment), sizeof(void*));
  return fails_now() ? nullptr
                     : std::aligned_alloc(align, (std::max<std::size_t>(bytes, 1) + align - 1) / align * align);
}
void* or_throw(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) { return or_throw(allocated(bytes)); }
void* operator new[](std::size_t bytes) { return or_throw(allocated(bytes)); }
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return allocated(bytes); }
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return allocated(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return or_throw(allocated(bytes, alignment)); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) { return or_throw(allocated(bytes, alignment)); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace mien::fault {

ScarceMemory::ScarceMemory(std::size_t nth) {
  allocations_left = nth;
  has_struck = false;
}
ScarceMemory::~ScarceMemory() { allocations_left = 0; }
bool ScarceMemory::struck() { return has_struck; }

ScarceMemoryElsewhere::ScarceMemoryElsewhere(std::size_t nth) {
  is_spared = true;
  has_struck_elsewhere = false;
  allocations_elsewhere_left = nth;
}
ScarceMemoryElsewhere::~ScarceMemoryElsewhere() {
  allocations_elsewhere_left = 0;
  is_spared = false;
}
bool ScarceMemoryElsewhere::struck() { return has_struck_elsewhere; }

}  // namespace mien::fault
