#include <colonnade/cortex/block_code_index.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

#include <colonnade/cortex/error.h>
#include <boost/align/aligned_allocator.hpp>

#include "block_code_groups.h"
#include "kernels/overlap_kernels.h"
#include "parallel.h"

namespace colonnade::cortex {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

/// Where the codes of a group stand: those with equal keys side by side, in buckets.
struct GroupTable {
  BlockGroup group;
  int bucket_bits = 1;
  std::vector<std::uint32_t> bucket_begin = {0, 0, 0};  // into members; one more than there are buckets
  std::vector<std::uint32_t> members;                   // code indices

  [[nodiscard]] std::size_t bucket_of(std::uint64_t key) const {
    const bool key_fits = group.size * 8 <= static_cast<std::uint32_t>(bucket_bits);
    return static_cast<std::size_t>(key_fits ? key : hash_key(key) >> (64 - bucket_bits));
  }
  [[nodiscard]] std::span<const std::uint32_t> bucket(std::size_t b) const {
    return std::span(members).subspan(bucket_begin[b], bucket_begin[b + 1] - bucket_begin[b]);
  }

  /// Counting sort of all codes by bucket; the codes of a bucket come by increasing index.
  void build(const BlockCodes& codes) {
    bucket_bits = std::clamp(static_cast<int>(std::bit_width(codes.count)) - 1, 1, static_cast<int>(group.size) * 8);
    bucket_begin.assign((std::size_t{1} << bucket_bits) + 1, 0);
    std::uint32_t connected = 0;
    for_each_connected(codes, [&](std::uint32_t, std::size_t b) {
      ++bucket_begin[b];
      ++connected;
    });
    std::uint32_t end = 0;
    for (auto& begin : bucket_begin) begin = end += begin;
    members.resize(connected);
    members.shrink_to_fit();
    for (std::uint32_t i = static_cast<std::uint32_t>(codes.count); i-- > 0;) {
      if (!is_disconnected(codes[i], group)) members[--bucket_begin[bucket_of(group_key(codes[i], group))]] = i;
    }
  }

 private:
  template <class Visit>
  void for_each_connected(const BlockCodes& codes, Visit&& visit) const {
    for (std::uint32_t i = 0; i < codes.count; ++i) {
      if (!is_disconnected(codes[i], group)) visit(i, bucket_of(group_key(codes[i], group)));
    }
  }
};

/// What was inserted since the tables were built: chains of entries with the same hash, of all groups together.
class RecentEntries {
 public:
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] std::size_t memory_bytes() const {
    return entries_.capacity() * sizeof(Entry) + heads_.capacity() * sizeof(std::uint32_t);
  }

  void clear() {
    entries_.clear();
    heads_.clear();
  }

  void add(std::size_t group, std::uint64_t key, std::uint32_t index) {
    if (2 * (entries_.size() + 1) > heads_.size()) grow();
    const std::uint64_t hash = hash_of(group, key);
    entries_.push_back({hash, index, kNone});
    link(static_cast<std::uint32_t>(entries_.size() - 1));
  }

  template <class Visit>
  void for_each(std::size_t group, std::uint64_t key, Visit&& visit) const {
    const std::uint64_t hash = hash_of(group, key);
    for (std::uint32_t e = heads_[head_of(hash)]; e != kNone; e = entries_[e].next) {
      if (entries_[e].hash == hash) visit(entries_[e].index);
    }
  }

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint32_t index;
    std::uint32_t next;
  };

  static std::uint64_t hash_of(std::size_t group, std::uint64_t key) { return hash_key(hash_key(key) + group); }
  [[nodiscard]] std::size_t head_of(std::uint64_t hash) const {
    return static_cast<std::size_t>(hash >> (64 - std::bit_width(heads_.size()) + 1));
  }
  void link(std::uint32_t e) {
    std::uint32_t& head = heads_[head_of(entries_[e].hash)];
    entries_[e].next = head;
    head = e;
  }
  void grow() {
    heads_.assign(std::max<std::size_t>(1024, 2 * heads_.size()), kNone);
    for (std::uint32_t e = 0; e < entries_.size(); ++e) link(e);
  }

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> heads_;  // a power of two of them
};

void check_length(BlockCode code, std::size_t blocks, const char* what) {
  if (code.size() != blocks) {
    throw InputError("block code index: " + std::string(what) + " must have " + std::to_string(blocks) +
                     " blocks (got " + std::to_string(code.size()) + ")");
  }
}

}  // namespace

struct BlockCodeIndex::Tables {
  std::size_t blocks = 0;
  std::uint32_t least_overlap = 0;
  std::vector<std::uint8_t, boost::alignment::aligned_allocator<std::uint8_t, 64>> bytes;
  std::size_t count = 0;
  std::vector<GroupTable> groups;
  RecentEntries recent;

  [[nodiscard]] BlockCodes codes() const { return {bytes.data(), count, blocks}; }
  [[nodiscard]] BlockCode code(std::uint32_t index) const { return codes()[index]; }
  /// A quarter of the whole: sorting all again then costs a constant time for each insertion.
  [[nodiscard]] bool recent_are_many() const {
    return recent.size() > groups.size() * std::max<std::size_t>(4096, count / 4);
  }

  /// Reads of the tables wait for memory, so ask for all of them first. @returns how many codes the buckets hold.
  std::size_t find_buckets(BlockCode query, Scratch& scratch) const {
    scratch.keys_.resize(groups.size());
    scratch.buckets_.resize(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
      scratch.keys_[g] = group_key(query, groups[g].group);
      __builtin_prefetch(&groups[g].bucket_begin[groups[g].bucket_of(scratch.keys_[g])]);
    }
    std::size_t total = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      scratch.buckets_[g] = groups[g].bucket(groups[g].bucket_of(scratch.keys_[g]));
      __builtin_prefetch(scratch.buckets_[g].data());
      total += scratch.buckets_[g].size();
    }
    return total;
  }

  /// Fills scratch.candidates_ with the codes that share groups_to_share() groups with the query, each once. @returns
  /// how many. A code that was updated may come up twice for one group: the overlaps will tell.
  std::size_t collect(std::size_t members, Scratch& scratch) const {
    // Without branches: nearly all of them would be taken alike, but the few that are not cost as much as all.
    const auto last_but_one = static_cast<std::uint8_t>(groups_to_share(least_overlap) - 1);
    std::size_t found = 0;
    for_each_entry(scratch, [&](std::uint32_t index) {
      std::uint8_t& seen = scratch.seen_[index];
      scratch.candidates_[found] = index;
      found += seen == last_but_one ? 1 : 0;
      seen = static_cast<std::uint8_t>(seen + (seen < 255 ? 1 : 0));
    });
    // Many scattered writes take longer than one sweep.
    if (members > count / 32) {
      std::fill_n(scratch.seen_.begin(), count, std::uint8_t{0});
    } else {
      for_each_entry(scratch, [&](std::uint32_t index) { scratch.seen_[index] = 0; });
    }
    return found;
  }

 private:
  /// Calls visit(index of a code) for each code and each group that it shares with the query.
  template <class Visit>
  void for_each_entry(const Scratch& scratch, Visit&& visit) const {
    for (std::size_t g = 0; g < scratch.buckets_.size(); ++g) {
      if (g + 2 < scratch.buckets_.size()) {
        const auto& next = scratch.buckets_[g + 2];
        for (std::size_t i = 0; i < next.size(); i += 16) __builtin_prefetch(next.data() + i);
      }
      for (const std::uint32_t index : scratch.buckets_[g]) visit(index);
    }
    if (recent.empty()) return;
    for (std::size_t g = 0; g < groups.size(); ++g) recent.for_each(g, scratch.keys_[g], visit);
  }
};

BlockCodeIndex::BlockCodeIndex(std::size_t blocks, std::uint32_t least_overlap) {
  if (blocks == 0 || blocks > kMaxBlocks) {
    throw InputError("block code index: blocks must be 1 to " + std::to_string(kMaxBlocks) + " (got " +
                     std::to_string(blocks) + ")");
  }
  if (least_overlap == 0 || least_overlap > blocks) {
    throw InputError("block code index: least_overlap must be 1 to the " + std::to_string(blocks) + " blocks (got " +
                     std::to_string(least_overlap) + ")");
  }
  tables_ = std::make_unique<Tables>();
  tables_->blocks = blocks;
  tables_->least_overlap = least_overlap;
  for (const BlockGroup& group : make_block_groups(blocks, least_overlap)) tables_->groups.emplace_back().group = group;
}

BlockCodeIndex::BlockCodeIndex(BlockCodeIndex&&) noexcept = default;
BlockCodeIndex& BlockCodeIndex::operator=(BlockCodeIndex&&) noexcept = default;
BlockCodeIndex::~BlockCodeIndex() = default;

std::uint32_t BlockCodeIndex::insert(BlockCode code) {
  Tables& t = *tables_;
  check_length(code, t.blocks, "a code");
  const auto index = static_cast<std::uint32_t>(t.count);
  t.bytes.insert(t.bytes.end(), code.begin(), code.end());
  ++t.count;
  for (std::size_t g = 0; g < t.groups.size(); ++g) {
    if (!is_disconnected(code, t.groups[g].group)) t.recent.add(g, group_key(code, t.groups[g].group), index);
  }
  if (t.recent_are_many()) consolidate();
  return index;
}

void BlockCodeIndex::update(std::uint32_t index, BlockCode code) {
  Tables& t = *tables_;
  check_length(code, t.blocks, "a code");
  if (index >= t.count) {
    throw InputError("block code index: there are " + std::to_string(t.count) + " codes, none of index " +
                     std::to_string(index));
  }
  // Entries of the old code stay until the next consolidation; the overlap tells that they no longer match.
  for (std::size_t g = 0; g < t.groups.size(); ++g) {
    const BlockGroup group = t.groups[g].group;
    const std::uint64_t key = group_key(code, group);
    if (key != group_key(t.code(index), group) && !is_disconnected(code, group)) t.recent.add(g, key, index);
  }
  std::copy(code.begin(), code.end(), t.bytes.begin() + static_cast<std::ptrdiff_t>(index * t.blocks));
  if (t.recent_are_many()) consolidate();
}

void BlockCodeIndex::consolidate(int threads) {
  Tables& t = *tables_;
  if (t.recent.empty()) return;
  parallel_for(t.groups.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g) t.groups[g].build(t.codes());
  });
  t.recent.clear();
}

std::span<const OverlapMatch> BlockCodeIndex::find(BlockCode query, std::uint32_t threshold, Scratch& scratch) const {
  const Tables& t = *tables_;
  check_length(query, t.blocks, "the query");
  if (threshold < t.least_overlap) {
    throw InputError("block code index: the threshold must be at least " + std::to_string(t.least_overlap) + " (got " +
                     std::to_string(threshold) + ")");
  }
  if (std::find(query.begin(), query.end(), kDisconnected) != query.end()) {
    throw InputError("block code index: a query has no disconnected blocks (got cell 255)");
  }
  if (scratch.candidates_.size() < t.count + 1) {
    scratch.seen_.resize(t.count);
    scratch.candidates_.resize(t.count + 1);
    scratch.overlaps_.resize(t.count);
    scratch.matches_.resize(t.count);
  }

  // A look-up costs as much as reading some twenty codes in order, an entry as much as two or three.
  const std::size_t members = t.find_buckets(query, scratch);
  if (20 * t.groups.size() + 3 * members >= t.count) {
    return std::span(scratch.matches_).first(overlap_active(query, t.codes(), threshold, scratch.matches_));
  }
  const std::size_t candidates = t.collect(members, scratch);
  kernels::overlap_kernels().selected_u16(query.data(), t.bytes.data(), t.blocks, scratch.candidates_.data(),
                                          candidates, t.blocks, scratch.overlaps_.data());
  std::size_t found = 0;
  for (std::size_t c = 0; c < candidates; ++c) {
    if (scratch.overlaps_[c] >= threshold) scratch.matches_[found++] = {scratch.candidates_[c], scratch.overlaps_[c]};
  }
  const auto matches = std::span(scratch.matches_).first(found);
  std::sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) { return a.index < b.index; });
  return matches;
}

std::size_t BlockCodeIndex::size() const noexcept { return tables_->count; }
std::size_t BlockCodeIndex::blocks() const noexcept { return tables_->blocks; }
std::uint32_t BlockCodeIndex::least_overlap() const noexcept { return tables_->least_overlap; }
BlockCodes BlockCodeIndex::codes() const noexcept { return tables_->codes(); }

std::size_t BlockCodeIndex::memory_bytes() const noexcept {
  std::size_t bytes = tables_->bytes.capacity() + tables_->recent.memory_bytes();
  for (const GroupTable& group : tables_->groups) {
    bytes += sizeof(GroupTable) + (group.bucket_begin.capacity() + group.members.capacity()) * sizeof(std::uint32_t);
  }
  return bytes;
}

}  // namespace colonnade::cortex
