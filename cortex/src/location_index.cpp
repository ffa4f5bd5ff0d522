#include "location_index.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>

#include "kernels/colourfulness.h"
#include "kernels/host_device.h"
#include "kernels/octahedral_map.h"

namespace colonnade::cortex {
namespace {

using namespace kernels;
#include "kernels/hypothesis_impl.h"

struct Entry {
  std::uint64_t place;  ///< of the bin in the object: its block's key without the object, and its number in the block
  float distance;
  std::uint32_t segment;
};

static_assert(LocationIndex::kMostPerBin < 16, "a block counts a bin's segments in four bits");

constexpr std::size_t kObjectsPerPiece = 32;

/// The blocks of some objects, one object after the other; they begin where they do in `segments`.
struct Piece {
  std::vector<kernels::BinBlock> blocks;
  std::vector<std::uint32_t> segments;
};

void add_blocks(std::uint32_t object, std::span<const kernels::SegmentGeometry> geometry, std::uint32_t begin,
                std::uint32_t end, LeftOut left_out, const IndexAccess& accessed, std::vector<Entry>& entries,
                Piece& piece) {
  constexpr float kBin_m = LocationIndex::kBin_m;
  constexpr float kReach_m = LocationIndex::kReach_m;
  entries.clear();
  for (std::uint32_t s = begin; s < end; ++s) {
    if (left_out.every > 0 && s % left_out.every == left_out.without) continue;
    const float* p = geometry[s].p;
    int low[3], high[3];
    for (int i = 0; i < 3; ++i) {
      low[i] = static_cast<int>(std::floor((p[i] - kReach_m) / kBin_m - 0.5f));
      high[i] = static_cast<int>(std::floor((p[i] + kReach_m) / kBin_m + 0.5f));
    }
    for (int x = low[0]; x <= high[0]; ++x) {
      for (int y = low[1]; y <= high[1]; ++y) {
        for (int z = low[2]; z <= high[2]; ++z) {
          const float dx = (static_cast<float>(x) + 0.5f) * kBin_m - p[0];
          const float dy = (static_cast<float>(y) + 0.5f) * kBin_m - p[1];
          const float dz = (static_cast<float>(z) + 0.5f) * kBin_m - p[2];
          const float distance = std::sqrt(dx * dx + dy * dy + dz * dz);
          if (distance <= kReach_m) {
            entries.push_back({bin_block_key(0, x, y, z) << 3 | bin_in_block(x, y, z), distance, s});
          }
        }
      }
    }
  }
  if (accessed) {  // written, and sorted in one pass by key: a counting sort could do it
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t i = 0; i < entries.size(); ++i) {
        accessed(Structure::index_entries, i * sizeof(Entry), sizeof(Entry));
      }
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    if (a.place != b.place) return a.place < b.place;
    return a.distance != b.distance ? a.distance < b.distance : a.segment < b.segment;
  });
  for (std::size_t i = 0; i < entries.size();) {
    const std::uint64_t in_object = entries[i].place >> 3;
    BinBlock block{bin_block_key(object, 0, 0, 0) ^ in_object, static_cast<std::uint32_t>(piece.segments.size()), 0};
    for (; i < entries.size() && entries[i].place >> 3 == in_object; ++i) {
      const auto bin = static_cast<std::uint32_t>(entries[i].place & 7);
      if (segments_of_bin(block, bin).count == LocationIndex::kMostPerBin) continue;
      piece.segments.push_back(entries[i].segment);
      block.counts += 1U << (4 * bin);
    }
    piece.blocks.push_back(block);
  }
}

/// Takes the first free slot from the hash on; others may do so for other keys at the same time.
std::size_t insert(std::vector<BinBlock>& blocks, const BinBlock& block) {
  const std::size_t mask = blocks.size() - 1;
  for (std::size_t slot = bin_block_hash(block.key) & mask;; slot = (slot + 1) & mask) {
    std::uint64_t free = kEmptyBlock;
    if (!std::atomic_ref(blocks[slot].key).compare_exchange_strong(free, block.key, std::memory_order_relaxed)) {
      continue;
    }
    blocks[slot].begin = block.begin;
    blocks[slot].counts = block.counts;
    return slot;
  }
}

}  // namespace

void LocationIndex::run_in_order(std::size_t pieces, const std::function<void(std::size_t)>& piece) {
  for (std::size_t i = 0; i < pieces; ++i) piece(i);
}

void LocationIndex::build(std::span<const kernels::SegmentGeometry> geometry,
                          std::span<const std::uint32_t> first_segment, const RunPieces& run, LeftOut left_out,
                          const IndexAccess& accessed) {
  const std::size_t objects = first_segment.empty() ? 0 : first_segment.size() - 1;
  std::vector<Piece> pieces((objects + kObjectsPerPiece - 1) / kObjectsPerPiece);
  run(pieces.size(), [&](std::size_t i) {
    std::vector<Entry> entries;
    const std::size_t end = std::min(objects, (i + 1) * kObjectsPerPiece);
    for (std::size_t object = i * kObjectsPerPiece; object < end; ++object) {
      add_blocks(static_cast<std::uint32_t>(object), geometry, first_segment[object], first_segment[object + 1],
                 left_out, accessed, entries, pieces[i]);
    }
  });

  std::vector<std::size_t> begins;  // of each piece in `segments_`
  std::size_t filled = 0, segments = 0;
  for (const Piece& piece : pieces) {
    begins.push_back(segments);
    filled += piece.blocks.size();
    segments += piece.segments.size();
  }
  segments_.resize(segments);
  blocks_.assign(std::bit_ceil(std::max<std::size_t>(16, 3 * filled)), {kEmptyBlock, 0, 0});
  for (std::size_t i = 0; accessed && i < blocks_.size(); ++i) {
    accessed(Structure::bins, i * sizeof blocks_[0], sizeof blocks_[0]);
  }
  for (std::size_t i = 0; accessed && i < segments_.size(); ++i) {
    accessed(Structure::bin_segments, i * sizeof segments_[0], sizeof segments_[0]);
  }
  run(pieces.size(), [&](std::size_t i) {
    const Piece piece = std::exchange(pieces[i], {});
    std::copy(piece.segments.begin(), piece.segments.end(), segments_.begin() + static_cast<std::ptrdiff_t>(begins[i]));
    for (BinBlock block : piece.blocks) {
      block.begin += static_cast<std::uint32_t>(begins[i]);
      const std::size_t slot = insert(blocks_, block);
      if (accessed) accessed(Structure::bins, slot * sizeof block, sizeof block);
    }
  });
}

}  // namespace colonnade::cortex
