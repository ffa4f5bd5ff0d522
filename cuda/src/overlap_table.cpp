#include <colonnade/cuda/overlap_table.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <colonnade/cortex/error.h>
#include <colonnade/cuda/resources.h>

#include "kernels/kernel_list.h"

namespace colonnade::cuda {
namespace {

using cortex::BlockCode;
using cortex::BlockCodes;
using cortex::OverlapMatch;

constexpr std::size_t kSmallestPiece = 4096;    // codes; a device without room for these has none
constexpr std::uint32_t kMostGridRows = 65535;  // blocks that a grid may have along y

// Differs from the codes' padding, so that padding never counts.
constexpr std::uint8_t kQueryPadding = 0;
constexpr std::uint8_t kCodePadding = cortex::kDisconnected;

[[noreturn]] void fail(const std::string& what, std::size_t value) {
  throw InputError("overlap: " + what + " (got " + std::to_string(value) + ")");
}

void check_table(const BlockCodes& codes, const char* name) {
  if (codes.blocks == 0 || codes.blocks > cortex::kMaxBlocks) {
    fail(std::string(name) + ".blocks must be 1 to " + std::to_string(cortex::kMaxBlocks), codes.blocks);
  }
  if (codes.stride < codes.blocks) {
    fail(std::string(name) + ".stride must be at least the " + std::to_string(codes.blocks) + " blocks", codes.stride);
  }
  if (codes.data == nullptr && codes.count > 0) fail(std::string(name) + ".data is null, but has codes", codes.count);
  if (codes.count > std::numeric_limits<std::uint32_t>::max()) {
    fail(std::string(name) + " must have fewer than 2^32 codes", codes.count);
  }
}

/// The codes with each one padded to a multiple of 16 bytes.
std::vector<std::uint8_t> padded(const BlockCodes& codes, std::uint8_t padding) {
  const std::size_t width = (codes.blocks + 15) / 16 * 16;
  std::vector<std::uint8_t> bytes(codes.count * width, padding);
  for (std::size_t i = 0; i < codes.count; ++i) {
    std::memcpy(bytes.data() + i * width, codes.data + i * codes.stride, codes.blocks);
  }
  return bytes;
}

}  // namespace

struct OverlapTable::State {
  std::shared_ptr<Device> device;
  Stream stream;
  std::size_t blocks;
  std::size_t count;
  std::uint32_t quads;
  Buffer<std::uint8_t> codes;
  Buffer<std::uint8_t> query;
  // For searches; allocated at the first one. `overlaps` holds 8 or 16 bits for each code, as the blocks need.
  Buffer<std::uint8_t> overlaps;
  Buffer<std::uint32_t> bins;
  Buffer<std::uint32_t> tiles;  // and, last, the total
  Buffer<kernels::Found> found;

  State(std::shared_ptr<Device> device_in, const BlockCodes& table)
      : device(std::move(device_in)),
        stream(device),
        blocks(table.blocks),
        count(table.count),
        quads(static_cast<std::uint32_t>((table.blocks + 15) / 16)),
        codes(device, table.count * quads * 16),
        query(device, quads * 16) {
    std::vector<std::uint8_t> padded_codes;  // lives until they are there
    if (table.stride == table.blocks && table.blocks % 16 == 0) {
      codes.upload({table.data, table.count * table.blocks}, stream.handle());
    } else {
      padded_codes = padded(table, kCodePadding);
      codes.upload(padded_codes, stream.handle());
    }
    stream.synchronize();
  }

  void set_query(BlockCode code) {
    if (code.size() != blocks) {
      fail("the query must have the codes' " + std::to_string(blocks) + " blocks", code.size());
    }
    const std::vector<std::uint8_t> padded_code = padded({code.data(), 1, blocks}, kQueryPadding);
    query.upload(padded_code, stream.handle());
    stream.synchronize();  // the padded copy goes out of scope
  }

  template <class Out>
  void check_out(std::size_t size, std::size_t needed) const {
    if (size < needed) fail("out must have room for " + std::to_string(needed) + " results", size);
    if (blocks > std::numeric_limits<Out>::max()) fail("8-bit results hold overlaps of up to 255 blocks", blocks);
  }

  template <class Out>
  void overlap_all(Out* out) {
    using Kernel = kernels::OneToMany<Out>;
    launch<Kernel>(*device, stream.handle(), {blocks_for(count, Kernel::kCodesPerBlock), 1},
                   {query.data(), codes.data(), out, count, quads});
  }

  template <class Out>
  void one_to_many(BlockCode code, std::span<Out> out) {
    check_out<Out>(out.size(), count);
    set_query(code);
    const Buffer<Out> results(device, count);
    overlap_all(results.data());
    results.download(out.first(count), stream.handle());
    stream.synchronize();
  }

  template <class Out>
  void many_to_many(const BlockCodes& queries, std::span<Out> out) {
    check_table(queries, "queries");
    if (queries.blocks != blocks) {
      fail("queries must have the codes' " + std::to_string(blocks) + " blocks", queries.blocks);
    }
    check_out<Out>(out.size(), queries.count * count);
    if (count == 0) return;
    for (std::size_t done = 0, piece = queries.count; done < queries.count;) {
      piece = std::min(piece, queries.count - done);
      const BlockCodes part(queries.data + done * queries.stride, piece, blocks, queries.stride);
      try {
        many_to_many_at_once(part, out.subspan(done * count, piece * count));
        done += piece;
      } catch (const OutOfDeviceMemory&) {
        if (piece == 1) throw;
        piece = (piece + 1) / 2;
      }
    }
  }

  template <class Out>
  void many_to_many_at_once(const BlockCodes& queries, std::span<Out> out) {
    using Kernel = kernels::ManyToMany<Out>;
    Buffer<std::uint8_t> rows(device, queries.count * quads * 16);
    const Buffer<Out> results(device, out.size());
    const std::vector<std::uint8_t> bytes = padded(queries, kQueryPadding);
    rows.upload(bytes, stream.handle());
    const std::uint32_t tile_rows = blocks_for(queries.count, Kernel::kTile);
    for (std::uint32_t first = 0; first < tile_rows; first += kMostGridRows) {
      launch<Kernel>(*device, stream.handle(),
                     {blocks_for(count, Kernel::kTile), std::min(kMostGridRows, tile_rows - first)},
                     {rows.data(), codes.data(), results.data(), queries.count, count, quads, first});
    }
    results.download(out, stream.handle());
    stream.synchronize();
  }

  /// Calls search(values) with the overlaps of all codes, in the type that the blocks need.
  template <class Search>
  std::size_t with_overlaps(BlockCode code, const Search& search) {
    set_query(code);
    if (count == 0) return 0;
    const bool narrow = blocks <= std::numeric_limits<std::uint8_t>::max();
    if (overlaps.size() == 0) {  // the last to have its room: where there is none, the next search tries anew
      bins = {device, blocks + 1};
      tiles = {device, blocks_for(count, kernels::kTileValues) + std::size_t{1}};
      overlaps = {device, narrow ? count : 2 * count};
    }
    if (narrow) {
      overlap_all(overlaps.data());
      return search(overlaps.data());
    }
    auto* wide = reinterpret_cast<std::uint16_t*>(overlaps.data());
    overlap_all(wide);
    return search(wide);
  }

  /// The first codes, in order, whose overlaps are from `least` to `most`. @returns how many there are.
  template <class Value>
  std::size_t find(const Value* values, std::uint32_t least, std::uint32_t most, std::span<OverlapMatch> out) {
    static_assert(sizeof(kernels::Found) == sizeof(OverlapMatch));
    const std::uint32_t tile_count = blocks_for(count, kernels::kTileValues);
    const auto room = static_cast<std::uint32_t>(std::min<std::size_t>(out.size(), count));
    if (found.size() < room) found = {device, room};
    const kernels::RangeParams<Value> range{values, count, least, most, tiles.data(), found.data(), room};
    launch<kernels::CountInRange<Value>>(*device, stream.handle(), {tile_count, 1}, range);
    launch<kernels::ScanTiles>(*device, stream.handle(), {1, 1}, {tiles.data(), tile_count, tiles.data() + tile_count});
    if (room > 0) launch<kernels::EmitInRange<Value>>(*device, stream.handle(), {tile_count, 1}, range);
    std::uint32_t total = 0;
    device->copy_out(&total, tiles.data() + tile_count, sizeof total, stream.handle());
    stream.synchronize();
    const std::size_t written = std::min<std::size_t>(total, room);
    if (written > 0) {
      device->copy_out(out.data(), found.data(), written * sizeof(OverlapMatch), stream.handle());
      stream.synchronize();
    }
    return total;
  }

  template <class Value>
  std::size_t top_k(const Value* values, std::uint32_t threshold, std::span<OverlapMatch> out) {
    bins.fill(0, stream.handle());
    using Kernel = kernels::Histogram<Value>;
    launch<Kernel>(*device, stream.handle(),
                   {blocks_for(count, std::uint64_t{Kernel::kThreads} * Kernel::kPerThread), 1},
                   {values, bins.data(), count, static_cast<std::uint32_t>(blocks + 1)});
    std::vector<std::uint32_t> with_overlap(blocks + 1);
    bins.download(with_overlap, stream.handle());
    stream.synchronize();
    // All codes above `cut` fit; of those at it, the first ones.
    std::size_t above = 0;
    auto cut = static_cast<std::uint32_t>(blocks);
    while (cut > threshold && above + with_overlap[cut] <= out.size()) above += with_overlap[cut--];
    if (above > 0) find(values, cut + 1, static_cast<std::uint32_t>(blocks), out.first(above));
    const std::size_t at_cut = std::min<std::size_t>(out.size() - above, with_overlap[cut]);
    if (at_cut > 0) find(values, cut, cut, out.subspan(above, at_cut));
    const auto kept = static_cast<std::ptrdiff_t>(above + at_cut);
    std::stable_sort(out.begin(), out.begin() + kept,
                     [](const OverlapMatch& a, const OverlapMatch& b) { return a.overlap > b.overlap; });
    return static_cast<std::size_t>(kept);
  }
};

OverlapTable::OverlapTable(std::shared_ptr<Device> device, const BlockCodes& codes) {
  check_table(codes, "codes");
  state_ = std::make_unique<State>(std::move(device), codes);
}

OverlapTable::OverlapTable(OverlapTable&&) noexcept = default;
OverlapTable& OverlapTable::operator=(OverlapTable&&) noexcept = default;
OverlapTable::~OverlapTable() = default;

std::size_t OverlapTable::size() const noexcept { return state_->count; }

void OverlapTable::one_to_many(BlockCode query, std::span<std::uint8_t> out) { state_->one_to_many(query, out); }
void OverlapTable::one_to_many(BlockCode query, std::span<std::uint16_t> out) { state_->one_to_many(query, out); }
void OverlapTable::many_to_many(const BlockCodes& queries, std::span<std::uint8_t> out) {
  state_->many_to_many(queries, out);
}
void OverlapTable::many_to_many(const BlockCodes& queries, std::span<std::uint16_t> out) {
  state_->many_to_many(queries, out);
}

std::size_t OverlapTable::active(BlockCode query, std::uint32_t threshold, std::span<OverlapMatch> out) {
  return state_->with_overlaps(query, [&](const auto* values) {
    return state_->find(values, threshold, static_cast<std::uint32_t>(state_->blocks), out);
  });
}

std::size_t OverlapTable::top_k(BlockCode query, std::uint32_t threshold, std::span<OverlapMatch> out) {
  if (out.empty() || threshold > state_->blocks) return 0;
  return state_->with_overlaps(query, [&](const auto* values) { return state_->top_k(values, threshold, out); });
}

void overlap_one_to_many(const std::shared_ptr<Device>& device, BlockCode query, const BlockCodes& codes,
                         std::span<std::uint8_t> out) {
  check_table(codes, "codes");
  if (out.size() < codes.count) fail("out must have room for " + std::to_string(codes.count) + " results", out.size());
  for (std::size_t done = 0, piece = codes.count; done < codes.count;) {
    piece = std::min(piece, codes.count - done);
    try {
      OverlapTable table(device, {codes.data + done * codes.stride, piece, codes.blocks, codes.stride});
      table.one_to_many(query, out.subspan(done, piece));
      done += piece;
    } catch (const OutOfDeviceMemory&) {
      if (piece <= kSmallestPiece) throw;
      piece = (piece + 1) / 2;
    }
  }
}

}  // namespace colonnade::cuda
