#pragma once

#include <vector>

#include <colonnade/cortex/options.h>
#include <colonnade/cortex/percept.h>
#include <colonnade/cortex/sparse_code.h>

#include "hypotheses.h"
#include "memory_impl.h"

namespace colonnade::cortex {

/// L2/3: pools the hypotheses into objects, and tells when the column has made up its mind.
class ObjectLayer {
 public:
  void reserve(std::size_t objects);
  void clear();

  /// Brings the percept up to date with the population after `sensations` sensations.
  void pool(const Hypotheses& hypotheses, const Memory::Impl& memory, const ColumnOptions& options,
            const Vector3& origin_W, int sensations, Percept& percept) noexcept;

  /// The active cells: the union of the codes of all objects that are still possible.
  [[nodiscard]] const SparseCode& active() const { return active_; }

 private:
  std::vector<std::uint32_t> order_;
  SparseCode active_;
  int clear_since_ = -1;  ///< sensation since which the same object has been clear
  ObjectId clear_object_;
  int still_since_ = 0;  ///< sensation since which the best pose has hardly turned, from
  ObjectId still_object_;
  Rotation still_R_WO_ = Rotation::Identity();
};

}  // namespace colonnade::cortex
