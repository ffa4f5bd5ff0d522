#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <colonnade/cortex/column.h>
#include <colonnade/cortex/vote.h>

namespace colonnade::cortex {

/// Several columns, each with its own sensor and its own learned models, that sense one object together and vote. They
/// find objects that column 0 has learned; the others' are matched by name. A region of one column believes and wants
/// what that column does, and there are no votes. Not thread-safe.
class Region {
 public:
  /// @param columns at least one; they stay in this order. @throws InputError when there is none.
  explicit Region(std::vector<Column> columns);
  Region(Region&&) noexcept;
  Region& operator=(Region&&) noexcept;
  ~Region();

  [[nodiscard]] std::size_t size() const noexcept;
  /// For learning, and for looking at: reset and sense through the region, which places all columns in one frame.
  /// @throws std::out_of_range when there is no such column.
  [[nodiscard]] Column& column(std::size_t index);
  [[nodiscard]] const Column& column(std::size_t index) const;

  /// Resets all columns; after learning, too (see Column::reset()).
  void reset();
  /// One sensation for each column, in column order (std::nullopt: this column's sensor has none now); then votes.
  /// Does nothing before the first reset(), nor when the indexes of a column's memory were renewed since the last one.
  void sense(std::span<const std::optional<Sensation>> sensations) noexcept;
  /// What the columns believe together; object ids are those of column 0. It ranks what any column holds possible, with
  /// probabilities that follow from all columns' evidence.
  [[nodiscard]] const Percept& percept() const noexcept;
  /// What the columns told each other at the latest sensation; object ids are those of column 0.
  [[nodiscard]] std::span<const Vote> votes() const noexcept;
  /// Where to sense next, as Column::goal(): for whichever sensor can be brought there.
  [[nodiscard]] std::optional<Goal> goal() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::cortex
