#include <colonnade/ledger/operations.h>

#include <algorithm>
#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::ledger {

Operations& Operations::operator+=(const Operations& other) {
  dense_macs += other.dense_macs;
  effective_macs += other.effective_macs;
  dense_acs += other.dense_acs;
  effective_acs += other.effective_acs;
  flops += other.flops;
  byte_compares += other.byte_compares;
  lookups += other.lookups;
  permanence_updates += other.permanence_updates;
  for (std::size_t i = 0; i < kMemoryLevels; ++i) bytes[i] += other.bytes[i];
  return *this;
}

Operations operator-(Operations a, const Operations& b) {
  a.dense_macs -= b.dense_macs;
  a.effective_macs -= b.effective_macs;
  a.dense_acs -= b.dense_acs;
  a.effective_acs -= b.effective_acs;
  a.flops -= b.flops;
  a.byte_compares -= b.byte_compares;
  a.lookups -= b.lookups;
  a.permanence_updates -= b.permanence_updates;
  for (std::size_t i = 0; i < kMemoryLevels; ++i) a.bytes[i] -= b.bytes[i];
  return a;
}

Operations operator/(Operations a, std::uint64_t n) {
  if (n == 0) return {};
  for_each_counter(a, [n](const char*, std::uint64_t& value) { value /= n; });
  for (std::uint64_t& count : a.bytes) count /= n;
  return a;
}

Operations operator*(Operations a, std::uint64_t n) {
  for_each_counter(a, [n](const char*, std::uint64_t& value) { value *= n; });
  for (std::uint64_t& count : a.bytes) count *= n;
  return a;
}

double sparsity(std::span<const float> values) {
  if (values.empty()) return 0;
  const auto zeros = std::count(values.begin(), values.end(), 0.0F);
  return static_cast<double>(zeros) / static_cast<double>(values.size());
}

Operations count_matrix_product(std::span<const float> weights, std::size_t rows, std::span<const float> activations) {
  const std::size_t columns = activations.size();
  if (weights.size() != rows * columns) {
    throw InputError("a matrix of " + std::to_string(rows) + " x " + std::to_string(columns) + " has " +
                     std::to_string(rows * columns) + " weights, not " + std::to_string(weights.size()));
  }
  const bool binary = std::all_of(activations.begin(), activations.end(), [](float a) { return a == 0 || a == 1; });
  std::uint64_t effective = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    effective += weights[i] != 0 && activations[i % columns] != 0 ? 1 : 0;
  Operations count;
  (binary ? count.dense_acs : count.dense_macs) = weights.size();
  (binary ? count.effective_acs : count.effective_macs) = effective;
  return count;
}

}  // namespace colonnade::ledger
