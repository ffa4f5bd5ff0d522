#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <colonnade/cortex/access_observer.h>
#include <colonnade/ledger/operations.h>

namespace colonnade::ledger {

/// Bytes of each Structure by MemoryLevel.
struct Traffic {
  std::array<std::array<std::uint64_t, kMemoryLevels>, cortex::kStructures> bytes{};

  /// Of all structures.
  [[nodiscard]] std::array<std::uint64_t, kMemoryLevels> sum() const noexcept;
  friend Traffic operator-(Traffic now, const Traffic& earlier) noexcept;
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

/// A hierarchy of caches of the sizes in the energy tables (8 KB, 32 KB, 1 MB), in front of DRAM: fully associative,
/// lines of 64 bytes, the least recently used one leaves, each level holds what the smaller ones hold. Counts bytes by
/// the level that had them: the bytes asked for where the smallest level has the line, else the whole line. Structures
/// are told apart by name and offset, not by address, so the count is the same on every machine.
class CacheModel final : public cortex::AccessObserver {
 public:
  static constexpr std::uint32_t kLineBytes = 64;

  CacheModel();
  void accessed(cortex::Structure structure, std::uint64_t instance, std::size_t offset,
                std::uint32_t bytes) noexcept override;
  /// Empties the caches; what was counted stays.
  void clear() noexcept;
  /// Bytes since construction.
  [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

 private:
  static constexpr std::array<std::uint32_t, 3> kShare{128, 512 - 128, 16384 - 512};  ///< lines beyond smaller levels
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr unsigned kBucketBits = 15;

  struct Line {
    std::uint64_t key;
    std::uint32_t newer, older;  ///< by use
    std::uint32_t next;          ///< of the same bucket
    std::uint32_t level;         ///< the smallest that has it
  };
  MemoryLevel use(std::uint64_t key) noexcept;
  std::uint32_t room() noexcept;
  void take_out(std::uint32_t line) noexcept;
  void put_first(std::uint32_t line) noexcept;
  [[nodiscard]] std::uint32_t newer_here(const Line& line) const noexcept;
  std::uint32_t* bucket_of(std::uint64_t key) noexcept;

  std::vector<Line> lines_;
  std::vector<std::uint32_t> buckets_;
  std::uint32_t used_ = 0;
  std::uint32_t newest_ = kNone;
  std::array<std::uint32_t, 3> oldest_{};  ///< of each level's share
  std::array<std::uint32_t, 3> size_{};
  Traffic traffic_;
};

}  // namespace colonnade::ledger
