#include <colonnade/cortex/overlap.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include <colonnade/cortex/error.h>

#include "kernels/overlap_kernels.h"
#include "parallel.h"

namespace colonnade::cortex {
namespace {

using kernels::overlap_kernels;

constexpr std::size_t kParallelBytes = std::size_t{1} << 18;  // of codes; less is not worth a thread
constexpr std::size_t kChunk = 1024;                          // overlaps that a search keeps at a time

[[noreturn]] void fail(const std::string& what, std::size_t value) {
  throw InputError("overlap: " + what + " (got " + std::to_string(value) + ")");
}

void check_table(const BlockCodes& codes, const char* name) {
  if (codes.blocks == 0 || codes.blocks > kMaxBlocks) {
    fail(std::string(name) + ".blocks must be 1 to " + std::to_string(kMaxBlocks), codes.blocks);
  }
  if (codes.stride < codes.blocks) {
    fail(std::string(name) + ".stride must be at least the " + std::to_string(codes.blocks) + " blocks", codes.stride);
  }
  if (codes.data == nullptr && codes.count > 0) fail(std::string(name) + ".data is null, but has codes", codes.count);
}

void check_query(BlockCode query, const BlockCodes& codes) {
  check_table(codes, "codes");
  if (query.size() != codes.blocks) {
    fail("the query must have the codes' " + std::to_string(codes.blocks) + " blocks", query.size());
  }
}

void check_out(std::size_t size, std::size_t needed) {
  if (size < needed) fail("out must have room for " + std::to_string(needed) + " results", size);
}

template <class Out>
void check_range(std::size_t blocks) {
  if (blocks > std::numeric_limits<Out>::max()) fail("8-bit results hold overlaps of up to 255 blocks", blocks);
}

constexpr auto one_to_many_kernel(std::uint8_t) { return &kernels::OverlapKernels::one_to_many_u8; }
constexpr auto one_to_many_kernel(std::uint16_t) { return &kernels::OverlapKernels::one_to_many_u16; }
constexpr auto many_to_many_kernel(std::uint8_t) { return &kernels::OverlapKernels::many_to_many_u8; }
constexpr auto many_to_many_kernel(std::uint16_t) { return &kernels::OverlapKernels::many_to_many_u16; }
constexpr auto at_least_kernel(std::uint8_t) { return &kernels::OverlapKernels::at_least_u8; }
constexpr auto at_least_kernel(std::uint16_t) { return &kernels::OverlapKernels::at_least_u16; }

template <class Out>
void one_to_many(BlockCode query, const BlockCodes& codes, std::span<Out> out, int threads) {
  check_query(query, codes);
  check_out(out.size(), codes.count);
  check_range<Out>(codes.blocks);
  const auto kernel = overlap_kernels().*one_to_many_kernel(Out{});
  const std::size_t piece = std::max<std::size_t>(1, kParallelBytes / codes.stride);
  if (threads <= 1 || codes.count <= piece) {
    kernel(query.data(), codes.data, codes.stride, codes.count, codes.blocks, out.data());
    return;
  }
  parallel_for(codes.count, piece, threads, [&](std::size_t begin, std::size_t end) {
    kernel(query.data(), codes.data + begin * codes.stride, codes.stride, end - begin, codes.blocks,
           out.data() + begin);
  });
}

template <class Out>
void many_to_many(const BlockCodes& queries, const BlockCodes& codes, std::span<Out> out, int threads) {
  check_table(queries, "queries");
  check_table(codes, "codes");
  if (queries.blocks != codes.blocks) {
    fail("queries must have the codes' " + std::to_string(codes.blocks) + " blocks", queries.blocks);
  }
  check_out(out.size(), queries.count * codes.count);
  check_range<Out>(codes.blocks);
  const auto kernel = overlap_kernels().*many_to_many_kernel(Out{});
  const auto rows = [&](std::size_t begin, std::size_t end) {
    kernel(queries.data + begin * queries.stride, queries.stride, end - begin, codes.data, codes.stride, codes.count,
           codes.blocks, out.data() + begin * codes.count, codes.count);
  };
  if (threads <= 1) {
    rows(0, queries.count);
    return;
  }
  const std::size_t row_bytes = std::max<std::size_t>(1, codes.count * codes.stride);
  parallel_for(queries.count, std::max<std::size_t>(8, kParallelBytes / row_bytes), threads, rows);
}

/// Calls visit(index, overlap) in order for every code with overlap >= threshold, and reads the threshold anew for each
/// chunk of codes: visit may raise it.
template <class Out, class Visit>
void scan(BlockCode query, const BlockCodes& codes, const std::uint32_t& threshold, Visit&& visit) {
  const auto& table = overlap_kernels();
  std::array<Out, kChunk> overlaps;
  std::array<std::uint32_t, kChunk> positions;
  for (std::size_t begin = 0; begin < codes.count && threshold <= codes.blocks; begin += kChunk) {
    const std::size_t count = std::min(kChunk, codes.count - begin);
    (table.*one_to_many_kernel(Out{}))(query.data(), codes.data + begin * codes.stride, codes.stride, count,
                                       codes.blocks, overlaps.data());
    const std::size_t found =
        (table.*at_least_kernel(Out{}))(overlaps.data(), count, static_cast<Out>(threshold), positions.data());
    for (std::size_t f = 0; f < found; ++f) {
      visit(static_cast<std::uint32_t>(begin + positions[f]), std::uint32_t{overlaps[positions[f]]});
    }
  }
}

template <class Visit>
void scan(BlockCode query, const BlockCodes& codes, const std::uint32_t& threshold, Visit&& visit) {
  check_query(query, codes);
  if (codes.blocks <= std::numeric_limits<std::uint8_t>::max()) {
    scan<std::uint8_t>(query, codes, threshold, visit);
  } else {
    scan<std::uint16_t>(query, codes, threshold, visit);
  }
}

}  // namespace

std::uint32_t overlap(BlockCode a, BlockCode b) {
  if (a.size() != b.size()) fail("codes of " + std::to_string(a.size()) + " blocks need as many", b.size());
  return overlap_kernels().overlap(a.data(), b.data(), a.size());
}

void overlap_one_to_many(BlockCode query, const BlockCodes& codes, std::span<std::uint8_t> out, int threads) {
  one_to_many(query, codes, out, threads);
}

void overlap_one_to_many(BlockCode query, const BlockCodes& codes, std::span<std::uint16_t> out, int threads) {
  one_to_many(query, codes, out, threads);
}

void overlap_selected(BlockCode query, const BlockCodes& codes, std::span<const std::uint32_t> indices,
                      std::span<std::uint16_t> out) {
  check_query(query, codes);
  check_out(out.size(), indices.size());
  overlap_kernels().selected_u16(query.data(), codes.data, codes.stride, indices.data(), indices.size(), codes.blocks,
                                 out.data());
}

void overlap_many_to_many(const BlockCodes& queries, const BlockCodes& codes, std::span<std::uint8_t> out,
                          int threads) {
  many_to_many(queries, codes, out, threads);
}

void overlap_many_to_many(const BlockCodes& queries, const BlockCodes& codes, std::span<std::uint16_t> out,
                          int threads) {
  many_to_many(queries, codes, out, threads);
}

std::size_t overlap_active(BlockCode query, const BlockCodes& codes, std::uint32_t threshold,
                           std::span<OverlapMatch> out) {
  std::size_t found = 0;
  scan(query, codes, threshold, [&](std::uint32_t index, std::uint32_t overlap) {
    if (found < out.size()) out[found] = {index, overlap};
    ++found;
  });
  return found;
}

std::size_t overlap_top_k(BlockCode query, const BlockCodes& codes, std::uint32_t threshold,
                          std::span<OverlapMatch> out) {
  const auto better = [](const OverlapMatch& a, const OverlapMatch& b) {
    return a.overlap != b.overlap ? a.overlap > b.overlap : a.index < b.index;
  };
  // A heap of the best so far, the worst of them on top. Indices increase, so equal overlaps never replace it.
  std::size_t kept = 0;
  std::uint32_t least = out.empty() ? static_cast<std::uint32_t>(kMaxBlocks + 1) : threshold;
  scan(query, codes, least, [&](std::uint32_t index, std::uint32_t overlap) {
    if (overlap < least) return;
    if (kept == out.size()) std::pop_heap(out.begin(), out.end(), better);
    kept = std::min(kept + 1, out.size());
    out[kept - 1] = {index, overlap};
    std::push_heap(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), better);
    if (kept == out.size()) least = std::max(least, out[0].overlap + 1);
  });
  std::sort_heap(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(kept), better);
  return kept;
}

std::vector<std::string> overlap_targets() {
  std::vector<std::string> names;
  for (const auto* table : kernels::all_overlap_kernels()) names.emplace_back(table->name);
  return names;
}

}  // namespace colonnade::cortex
