#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <colonnade/cortex/column.h>

#include "hypotheses.h"
#include "kernels/hypothesis.h"
#include "memory_impl.h"
#include "object_layer.h"
#include "proposals.h"
#include "second_look.h"
#include "working_memory.h"

namespace colonnade::cortex {

/// Adds what kernels did to the statistics.
void count(const kernels::Work& work, Statistics& statistics) noexcept;

/// The column's parts during an episode, in the order in which a sensation travels through them.
struct Column::State {
  State(std::shared_ptr<Memory> memory, const ColumnOptions& options);

  ColumnOptions options;
  std::shared_ptr<Memory> memory;
  const kernels::HypothesisKernels* kernel;

  WorkingMemory sensed;
  Hypotheses hypotheses;  // L6
  Proposals proposals;    // L4 bursts, displacement cells
  ObjectLayer objects;    // L2/3
  SecondLook second_look;
  Percept percept;
  Statistics statistics;
  int sensations = 0;
  std::uint32_t goals_asked = 0;
  bool on_its_own = true;  ///< in a region, the region settles the pose

  struct Oracle {
    ObjectId object;
    Pose X_OW = Pose::Identity();
    double evidence = 0;
  };
  std::optional<Oracle> oracle;

  void reset();
  /// Whether reset() has made room, for what the memory knows now: objects that it has learned since have none.
  [[nodiscard]] bool ready() const noexcept { return !matches_.empty() && version_ == memory->impl().version; }
  void sense(const Sensation& sensation) noexcept;
  void sense(const Gist& gist) noexcept;
  void sense(const Outline& outline) noexcept;
  void conclude() noexcept;
  [[nodiscard]] std::optional<Goal> goal() noexcept;

 private:
  void step() noexcept;
  /// What the features of a sensation in working memory, and its displacements from earlier ones, say of the objects.
  void hear(std::size_t sensation) noexcept;
  /// The objects' cells take in what these cells send them.
  void listen(std::span<const Familiarity::ActiveCell> active, const Familiarity::Trust& trust) noexcept;
  void propose() noexcept;
  void refine() noexcept;
  void settle() noexcept;
  void replay_all() noexcept;

  std::uint64_t version_ = 0;        ///< of the memory's derived data at the last reset()
  std::vector<float> nearest_view_;  ///< per object: how unlike it the last gist was
  std::vector<float> from_gists_;    ///< per object: what gists have said of it
  Outline seen_;                     ///< the last one of the episode ...
  bool has_seen_ = false;            ///< ... if there is one
  std::vector<kernels::Match> matches_;
  std::vector<std::uint32_t> chosen_;
  RandomStream random_{0, StreamPurpose::pose_search};
  std::array<float, 6> best_lately_{};  ///< evidence of the best hypothesis after each of the latest sensations
  kernels::Work work_{};
};

}  // namespace colonnade::cortex
