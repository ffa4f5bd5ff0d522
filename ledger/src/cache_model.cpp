#include <colonnade/ledger/cache_model.h>

#include <algorithm>
#include <utility>

namespace colonnade::ledger {

namespace {

constexpr unsigned kStructureBits = 5;
static_assert(cortex::kStructures <= std::size_t{1} << kStructureBits);
constexpr unsigned kLineBits = 30;  // of a structure's lines: 64 GB

}  // namespace

std::array<std::uint64_t, kMemoryLevels> Traffic::sum() const noexcept {
  std::array<std::uint64_t, kMemoryLevels> all{};
  for (const auto& levels : bytes) {
    for (std::size_t level = 0; level < kMemoryLevels; ++level) all[level] += levels[level];
  }
  return all;
}

Traffic operator-(Traffic now, const Traffic& earlier) noexcept {
  for (std::size_t structure = 0; structure < cortex::kStructures; ++structure) {
    for (std::size_t level = 0; level < kMemoryLevels; ++level) {
      now.bytes[structure][level] -= earlier.bytes[structure][level];
    }
  }
  return now;
}

CacheModel::CacheModel() : lines_(kShare[0] + kShare[1] + kShare[2]), buckets_(std::size_t{1} << kBucketBits) {
  clear();
}

void CacheModel::clear() noexcept {
  std::fill(buckets_.begin(), buckets_.end(), kNone);
  oldest_.fill(kNone);
  size_.fill(0);
  newest_ = kNone;
  used_ = 0;
}

void CacheModel::accessed(cortex::Structure structure, std::uint64_t instance, std::size_t offset,
                          std::uint32_t bytes) noexcept {
  const std::uint64_t space = ((instance << kStructureBits) | static_cast<std::uint64_t>(structure)) << kLineBits;
  const std::size_t end = offset + bytes;
  for (std::size_t at = offset; at < end;) {
    const std::size_t line = at / kLineBytes;
    const std::size_t next = std::min<std::size_t>((line + 1) * kLineBytes, end);
    const MemoryLevel level = use(space | line);
    traffic_.bytes[static_cast<std::size_t>(structure)][static_cast<std::size_t>(level)] +=
        level == MemoryLevel::sram_8k ? next - at : kLineBytes;
    at = next;
  }
}

std::uint32_t* CacheModel::bucket_of(std::uint64_t key) noexcept {
  return &buckets_[(key * 0x9E3779B97F4A7C15ULL) >> (64 - kBucketBits)];
}

// The lines stand in one list by use. The newest ones of it are in the smallest level, and so on outwards (Mattson et
// al. 1970); a line knows the smallest level that has it.
MemoryLevel CacheModel::use(std::uint64_t key) noexcept {
  if (newest_ != kNone && lines_[newest_].key == key) return MemoryLevel::sram_8k;
  std::uint32_t line = *bucket_of(key);
  while (line != kNone && lines_[line].key != key) line = lines_[line].next;
  const MemoryLevel had = line == kNone ? MemoryLevel::dram : static_cast<MemoryLevel>(lines_[line].level);
  if (line != kNone) {
    take_out(line);
  } else {
    line = room();
    lines_[line].key = key;
    lines_[line].next = std::exchange(*bucket_of(key), line);
  }
  put_first(line);
  return had;
}

std::uint32_t CacheModel::room() noexcept {
  if (used_ < lines_.size()) return used_++;
  const std::uint32_t line = oldest_.back();
  take_out(line);
  std::uint32_t* link = bucket_of(lines_[line].key);
  while (*link != line) link = &lines_[*link].next;
  *link = lines_[line].next;
  return line;
}

// The next newer line of the same level.
std::uint32_t CacheModel::newer_here(const Line& line) const noexcept {
  return line.newer != kNone && lines_[line.newer].level == line.level ? line.newer : kNone;
}

void CacheModel::take_out(std::uint32_t line) noexcept {
  const Line& l = lines_[line];
  --size_[l.level];
  if (oldest_[l.level] == line) oldest_[l.level] = newer_here(l);
  if (l.newer != kNone) lines_[l.newer].older = l.older;
  if (l.older != kNone) lines_[l.older].newer = l.newer;
  if (newest_ == line) newest_ = l.older;
}

void CacheModel::put_first(std::uint32_t line) noexcept {
  Line& l = lines_[line];
  l.level = 0;
  l.newer = kNone;
  l.older = std::exchange(newest_, line);
  if (l.older != kNone) lines_[l.older].newer = line;
  if (size_[0]++ == 0) oldest_[0] = line;
  // What a level has no room for is left to the next one.
  for (std::uint32_t level = 0; level + 1 < kShare.size() && size_[level] > kShare[level]; ++level) {
    const std::uint32_t leaving = oldest_[level];
    oldest_[level] = newer_here(lines_[leaving]);
    --size_[level];
    lines_[leaving].level = level + 1;
    if (size_[level + 1]++ == 0) oldest_[level + 1] = leaving;
  }
}

}  // namespace colonnade::ledger
