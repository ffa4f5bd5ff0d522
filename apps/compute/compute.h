#pragma once

#include <memory>
#include <span>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cuda/backend.h>

namespace colonnade::runner {

/// What the columns of a program compute with: the processor or a GPU. It must outlive them. Says on standard error, in
/// one line, what was chosen and why.
class Compute {
 public:
  /// @throws InputError when `cuda` is asked for and no GPU can be used.
  explicit Compute(cuda::Backend asked);

  /// Brings the memories' indexes up to date, and decides what is still open, for columns with these options on them.
  void prepare(std::span<const std::shared_ptr<cortex::Memory>> memories, const cortex::ColumnOptions& options,
               int threads = 1);

  /// A column on each of the memories.
  [[nodiscard]] std::vector<cortex::Column> columns(std::span<const std::shared_ptr<cortex::Memory>> memories,
                                                    const cortex::ColumnOptions& options) const;

 private:
  cuda::BackendChoice choice_;
};

}  // namespace colonnade::runner
