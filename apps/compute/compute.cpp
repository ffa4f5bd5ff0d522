#include "compute/compute.h"

#include <algorithm>

#include "console.h"
#include "kernels/hypothesis.h"
#include "memory_impl.h"

namespace colonnade::runner {

Compute::Compute(cuda::Backend asked)
    : choice_(asked, cortex::kernels::hypothesis_kernels(),
              [](const std::string& line) { print_error("{}\n", line); }) {}

void Compute::prepare(std::span<const std::shared_ptr<cortex::Memory>> memories, const cortex::ColumnOptions& options,
                      int threads) {
  for (const auto& memory : memories) memory->consolidate(threads);
  if (memories.empty()) return;
  const auto& largest = *std::max_element(memories.begin(), memories.end(), [](const auto& a, const auto& b) {
    return a->segment_count() < b->segment_count();
  });
  choice_.decide(largest->impl().view(), static_cast<std::size_t>(options.max_hypotheses));
}

std::vector<cortex::Column> Compute::columns(std::span<const std::shared_ptr<cortex::Memory>> memories,
                                             const cortex::ColumnOptions& options) const {
  std::vector<cortex::Column> columns;
  for (const auto& memory : memories) columns.emplace_back(memory, options).use_kernels(choice_.kernels());
  return columns;
}

}  // namespace colonnade::runner
