#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <colonnade/cuda/device.h>

namespace colonnade::cortex::kernels {
struct ModelView;
struct PoseView;
struct SensedView;
}  // namespace colonnade::cortex::kernels

namespace colonnade::cuda {

namespace kernels {
struct Request;
}

/// Many columns on one learned model, stepped together on a device, where all that they believe stays between steps.
/// Columns of one region sense the same object (their positions share an origin) and vote.
///
/// A step: each column takes in its newest sensation; every hypothesis moves and is matched (StepColumns); those far
/// below the best go (PruneColumns); requests become poses, are replayed against all that the column remembers, and
/// join the population (ProposePoses, ReplayColumns, InsertProposals); columns vote, all columns of a region judge each
/// pose that somebody votes for, and the sums decide (CastVotes, GatherVotes, ReplayColumns, ReduceVotes). These
/// launches are recorded once as a graph.
class ColumnBatch {
 public:
  struct Options {
    std::vector<std::uint32_t> region_sizes;  ///< columns of each region, one after the other
    std::uint32_t hypotheses = 1000;          ///< most of each column
    std::uint32_t hypotheses_per_object = 48;
    std::uint32_t remembered = 32;  ///< sensations that each column remembers; the oldest leaves
    std::uint32_t requests = 16;    ///< most of each column in a step
    std::uint32_t judged = 48;      ///< most poses that a region judges in a step
    float prune_range = 14;
  };

  /// @param model the host's; it is copied. @throws InputError for sizes out of range, OutOfDeviceMemory, DeviceError.
  ColumnBatch(std::shared_ptr<Device> device, const cortex::kernels::ModelView& model, const Options& options);
  ColumnBatch(ColumnBatch&&) noexcept;
  ColumnBatch& operator=(ColumnBatch&&) noexcept;
  ~ColumnBatch();

  [[nodiscard]] std::uint32_t columns() const noexcept;
  [[nodiscard]] std::uint32_t regions() const noexcept;

  /// What a column's population is from now on. @throws InputError when it is larger than the batch has room for, or of
  /// an object that the model does not have.
  void set_population(std::uint32_t column, std::span<const cortex::kernels::PoseView> poses,
                      std::span<const float> evidence);

  /// One step of all columns; returns when it is queued.
  /// @param newest each column's sensation. @param has_newest 0 where a sensor has nothing to say.
  /// @param requests `options.requests` places for each column. @param request_sizes how many of them are used. Those
  /// may name the sensations that the column remembers after it took in `newest`, the oldest one 0.
  /// @throws InputError naming the column and the number when there is no such segment, object or sensation, or there
  /// are more requests than places; nothing has happened then.
  void step(std::span<const cortex::kernels::SensedView> newest, std::span<const std::uint32_t> has_newest,
            std::span<const kernels::Request> requests, std::span<const std::uint32_t> request_sizes);
  /// Runs the recorded step `repeats` more times, on what was given last, and waits. For timing. @returns seconds each.
  /// @throws InputError before the first step, or for fewer than one repeat.
  double time_steps(int repeats);

  /// Hypotheses with their evidence: a column's population, or what a region judged. Waits for the device.
  /// @throws InputError when there is no such column or region.
  struct Population {
    std::vector<cortex::kernels::PoseView> poses;
    std::vector<float> evidence;
  };
  [[nodiscard]] Population population(std::uint32_t column) const;
  [[nodiscard]] Population judged(std::uint32_t region) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace colonnade::cuda
