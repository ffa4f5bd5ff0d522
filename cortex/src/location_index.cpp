#include "location_index.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "kernels/host_device.h"
#include "kernels/octahedral_map.h"

namespace colonnade::cortex {
namespace {

using namespace kernels;
#include "kernels/hypothesis_impl.h"

struct Entry {
  std::uint64_t key;
  float distance;
  std::uint32_t segment;
};

}  // namespace

void LocationIndex::build(std::span<const kernels::SegmentGeometry> geometry,
                          std::span<const std::uint32_t> first_segment, LeftOut left_out) {
  bins_.clear();
  segments_.clear();
  std::vector<kernels::LocationBin> filled;
  std::vector<Entry> entries;
  for (std::uint32_t object = 0; object + 1 < first_segment.size(); ++object) {
    entries.clear();
    for (std::uint32_t s = first_segment[object]; s < first_segment[object + 1]; ++s) {
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
            if (distance <= kReach_m) entries.push_back({location_bin_key(object, x, y, z), distance, s});
          }
        }
      }
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      if (a.key != b.key) return a.key < b.key;
      return a.distance != b.distance ? a.distance < b.distance : a.segment < b.segment;
    });
    for (std::size_t i = 0; i < entries.size();) {
      kernels::LocationBin bin{entries[i].key, static_cast<std::uint32_t>(segments_.size()), 0};
      for (; i < entries.size() && entries[i].key == bin.key; ++i) {
        if (bin.count < kMostPerBin) {
          segments_.push_back(entries[i].segment);
          ++bin.count;
        }
      }
      filled.push_back(bin);
    }
  }
  const std::size_t slots = std::bit_ceil(std::max<std::size_t>(16, 3 * filled.size()));
  bins_.assign(slots, {kernels::kEmptyBin, 0, 0});
  for (const auto& bin : filled) {
    std::size_t slot = location_bin_hash(bin.key) & (slots - 1);
    while (bins_[slot].key != kernels::kEmptyBin) slot = (slot + 1) & (slots - 1);
    bins_[slot] = bin;
  }
}

}  // namespace colonnade::cortex
