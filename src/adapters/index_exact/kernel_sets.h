#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "adapters/index_exact/kernel.h"
#include "adapters/index_exact/quantize.h"

// Shared by the kernels' source files. The intrinsics live in functions with a target attribute, which lambdas and
// library templates would not inherit; hence plain loops that are unrolled by pragma.
#if defined(__clang__)
#define MIEN_UNROLL _Pragma("clang loop unroll(full)")
#else
#define MIEN_UNROLL _Pragma("GCC unroll 16")
#endif

namespace mien::index_exact {

/// Append what the machine has of that family, slowest first.
void add_x86_kernels(std::vector<Kernel>& kernels);
void add_arm_kernels(std::vector<Kernel>& kernels);

/// Where a kernel puts the rows it finds for one query.
struct FoundList {
  Found* items;
  std::size_t count;

  /// `mask` has a bit for each of up to 16 rows, `dots` their dot products.
  void add(std::uint32_t mask, std::size_t first_row, const std::int32_t* dots) {
    for (; mask != 0; mask &= mask - 1) {
      const auto lane = static_cast<std::size_t>(std::countr_zero(mask));
      items[count++] = {static_cast<std::uint32_t>(first_row + lane), dots[lane]};
    }
  }
};

// A dot product by the upper halves is 16 times that of the halves themselves, less kCoarseOffset times the sum of the
// query's levels. The lower halves' dot product makes it whole, less what this offset lacks to kQuantOffset.
inline constexpr int kHighBits = 4;
inline constexpr int kLowOffset = kQuantOffset - kCoarseOffset;

inline std::int32_t load_group(const std::int8_t* levels) {
  std::int32_t four;
  std::memcpy(&four, levels, sizeof four);
  return four;
}

/// With one query the memory sets the pace, and the machine's own prefetching stops at each page. The address may lie
/// behind the rows; fetching it early does no harm there.
inline void prefetch_ahead(const std::uint8_t* line, std::size_t distance) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address that is only fetched ahead, never read through.
  __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(line) + distance));
}

/// Walks rows and queries in the tiles of a `Tile`, which has kBlocks, kQueries and
/// `template <int blocks, int queries> static void run(rows, first_block, queries, floors, lists)`.
/// The rows of a tile stay in the first-level cache while all queries pass over them.
template <class Tile, int kBlocks>
void scan_row_tile(const PackedRows& rows, std::size_t block, std::span<const ScanQuery> queries, const float* floors,
                   FoundList* lists) {
  std::size_t q = 0;
  for (; q + Tile::kQueries <= queries.size(); q += Tile::kQueries)
    Tile::template run<kBlocks, Tile::kQueries>(rows, block, &queries[q], floors + q, lists + q);
  for (; q + 2 <= queries.size(); q += 2)
    Tile::template run<kBlocks, 2>(rows, block, &queries[q], floors + q, lists + q);
  for (; q < queries.size(); ++q) Tile::template run<kBlocks, 1>(rows, block, &queries[q], floors + q, lists + q);
}

template <class Tile>
void scan_tiled(const PackedRows& rows, std::span<const ScanQuery> queries, const float* floors, Found* found,
                std::size_t* counts) {
  constexpr std::size_t kQueriesAtOnce = 64;
  for (std::size_t first = 0; first < queries.size(); first += kQueriesAtOnce) {
    const auto part = queries.subspan(first, std::min(kQueriesAtOnce, queries.size() - first));
    FoundList lists[kQueriesAtOnce];
    for (std::size_t i = 0; i < part.size(); ++i) lists[i] = {found + (first + i) * kChunkRows, 0};
    std::size_t block = 0;
    for (; block + Tile::kBlocks <= rows.blocks; block += Tile::kBlocks)
      scan_row_tile<Tile, Tile::kBlocks>(rows, block, part, floors + first, lists);
    for (; block < rows.blocks; ++block) scan_row_tile<Tile, 1>(rows, block, part, floors + first, lists);
    for (std::size_t i = 0; i < part.size(); ++i) counts[first + i] = lists[i].count;
  }
}

}  // namespace mien::index_exact
