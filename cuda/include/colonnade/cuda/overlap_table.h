#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include <colonnade/cortex/overlap.h>
#include <colonnade/cuda/device.h>

namespace colonnade::cuda {

/// A table of codes that stays in a device's memory, searched there. Same meaning and same results as the functions of
/// <colonnade/cortex/overlap.h>; same errors (InputError) for lengths that do not fit together. One thread at a time.
class OverlapTable {
 public:
  /// Copies the codes. @throws OutOfDeviceMemory, DeviceError.
  OverlapTable(std::shared_ptr<Device> device, const cortex::BlockCodes& codes);
  OverlapTable(OverlapTable&&) noexcept;
  OverlapTable& operator=(OverlapTable&&) noexcept;
  ~OverlapTable();

  [[nodiscard]] std::size_t size() const noexcept;

  void one_to_many(cortex::BlockCode query, std::span<std::uint8_t> out);
  void one_to_many(cortex::BlockCode query, std::span<std::uint16_t> out);
  /// Results that do not fit into the device's memory at once are made in pieces.
  void many_to_many(const cortex::BlockCodes& queries, std::span<std::uint8_t> out);
  void many_to_many(const cortex::BlockCodes& queries, std::span<std::uint16_t> out);
  std::size_t active(cortex::BlockCode query, std::uint32_t threshold, std::span<cortex::OverlapMatch> out);
  std::size_t top_k(cortex::BlockCode query, std::uint32_t threshold, std::span<cortex::OverlapMatch> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The same for a table that is used once. One that is larger than the device's memory goes there in pieces.
/// @throws OutOfDeviceMemory when not even a small piece fits.
void overlap_one_to_many(const std::shared_ptr<Device>& device, cortex::BlockCode query,
                         const cortex::BlockCodes& codes, std::span<std::uint8_t> out);

}  // namespace colonnade::cuda
