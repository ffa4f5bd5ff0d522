#include <colonnade/cuda/column_batch.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <string>

#include <colonnade/cortex/error.h>

#include "column_checks.h"
#include "device_model.h"
#include "kernels/kernel_list.h"

namespace colonnade::cuda {

using cortex::kernels::ModelView;
using cortex::kernels::PoseView;
using cortex::kernels::SensedView;

namespace {

constexpr std::uint32_t kMostColumns = 65535;  // blocks that a grid may have along y
constexpr float kJointRange = 1.5F;            // a region keeps poses that are this much further below the best

ColumnBatch::Options checked(const ColumnBatch::Options& options) {
  std::uint64_t columns = 0;
  for (const std::uint32_t size : options.region_sizes) {
    if (size == 0) throw InputError("column batch: a region needs at least one column; it was given 0");
    columns += size;
  }
  if (columns == 0 || columns > kMostColumns) {
    throw InputError("column batch: 1 to " + std::to_string(kMostColumns) + " columns are possible (got " +
                     std::to_string(columns) + ")");
  }
  if (options.hypotheses == 0 || options.hypotheses_per_object == 0 || options.remembered == 0 || options.judged == 0) {
    throw InputError("column batch: hypotheses, hypotheses_per_object, remembered and judged must be at least 1 (got " +
                     std::to_string(options.hypotheses) + ", " + std::to_string(options.hypotheses_per_object) + ", " +
                     std::to_string(options.remembered) + ", " + std::to_string(options.judged) + ")");
  }
  return options;
}

/// Poses are copied whole, with their padding, which nobody else writes: initcheck would call that reading what was
/// never written. The byte makes no pose that could pass for one.
void write_padding(Buffer<PoseView>& poses, const Stream& stream) { poses.fill(0xFF, stream.handle()); }

/// Populations in the device's memory, and what ranking and pruning them needs.
struct Populations {
  Buffer<PoseView> poses;
  Buffer<float> evidence;
  Buffer<std::uint32_t> sizes;
  Buffer<std::uint64_t> best_of_object;
  Buffer<std::uint32_t> gone_up_to;
  std::uint32_t capacity;

  Populations(const std::shared_ptr<Device>& device, Stream& stream, std::size_t count, std::uint32_t capacity_in,
              std::size_t objects)
      : poses(device, count * capacity_in),
        evidence(device, count * capacity_in),
        sizes(device, count),
        best_of_object(device, count * objects),
        gone_up_to(device, count * capacity_in),
        capacity(capacity_in) {
    sizes.fill(0, stream.handle());
    best_of_object.fill(0, stream.handle());
    write_padding(poses, stream);
  }
  [[nodiscard]] kernels::PopulationView view() const { return {poses.data(), evidence.data(), sizes.data(), capacity}; }
};

}  // namespace

struct ColumnBatch::State {
  std::shared_ptr<Device> device;
  Options options;
  std::uint32_t columns;
  std::uint32_t regions;
  Stream stream;
  DeviceModel model;
  std::uint32_t objects;
  std::vector<std::uint32_t> first_column;  // of each region, and the end

  Populations hypotheses;
  Buffer<SensedView> remembered;
  Buffer<std::uint32_t> remembered_sizes;
  Buffer<SensedView> newest;
  Buffer<std::uint32_t> has_newest;
  Buffer<kernels::Request> requests;
  Buffer<std::uint32_t> request_sizes;
  Buffer<PoseView> proposals;
  Buffer<float> proposal_evidence;
  Buffer<std::uint32_t> sizes_of_objects;
  Buffer<std::uint32_t> first_columns;
  Buffer<std::uint32_t> region_of;
  Buffer<PoseView> votes;
  Buffer<std::uint32_t> vote_sizes;
  Populations joint;
  Buffer<float> joint_sums;  // [column][judged]
  Staging staged;
  std::optional<Graph> graph;
  // The host's account of remembered_sizes, to check requests without waiting for the device.
  std::vector<std::uint32_t> remembers;
  std::vector<std::uint32_t> had_newest;  // in the last step

  State(std::shared_ptr<Device> device_in, const ModelView& model_in, const Options& options_in)
      : device(std::move(device_in)),
        options(checked(options_in)),
        columns(std::accumulate(options.region_sizes.begin(), options.region_sizes.end(), std::uint32_t{0})),
        regions(static_cast<std::uint32_t>(options.region_sizes.size())),
        stream(device),
        model(device, model_in, stream),
        objects(model_in.object_count),
        hypotheses(device, stream, columns, options.hypotheses, objects),
        remembered(device, std::size_t{columns} * options.remembered),
        remembered_sizes(device, columns),
        newest(device, columns),
        has_newest(device, columns),
        requests(device, std::size_t{columns} * options.requests),
        request_sizes(device, columns),
        proposals(device, std::size_t{columns} * options.requests),
        proposal_evidence(device, std::size_t{columns} * options.requests),
        sizes_of_objects(device, std::size_t{columns} * objects),
        first_columns(device, std::size_t{regions} + 1),
        region_of(device, columns),
        votes(device, std::size_t{columns} * kernels::kVotesPerColumn),
        vote_sizes(device, columns),
        joint(device, stream, regions, options.judged, objects),
        joint_sums(device, std::size_t{columns} * options.judged),
        staged(device),
        remembers(columns, 0) {
    remembered_sizes.fill(0, stream.handle());
    write_padding(proposals, stream);
    write_padding(votes, stream);
    std::vector<std::uint32_t> regions_of_columns;
    first_column.push_back(0);
    for (std::uint32_t r = 0; r < regions; ++r) {
      regions_of_columns.insert(regions_of_columns.end(), options.region_sizes[r], r);
      first_column.push_back(static_cast<std::uint32_t>(regions_of_columns.size()));
    }
    first_columns.upload(first_column, stream.handle());
    region_of.upload(regions_of_columns, stream.handle());
    stream.synchronize();
  }

  /// What a column remembers after more steps of one kind.
  [[nodiscard]] std::uint32_t remembers_after(std::uint32_t column, bool has_one, std::uint64_t steps) const {
    const std::uint64_t all = remembers[column] + (has_one ? steps : 0);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(all, options.remembered));
  }
  void remember(std::uint64_t steps) {
    for (std::uint32_t c = 0; c < columns; ++c) remembers[c] = remembers_after(c, had_newest[c] != 0, steps);
  }

  void check_step(std::span<const std::uint32_t> has, std::span<const kernels::Request> asked,
                  std::span<const std::uint32_t> asked_sizes) const {
    for (std::uint32_t c = 0; c < columns; ++c) {
      if (asked_sizes[c] > options.requests) {
        throw InputError("column batch: column " + std::to_string(c) + " can have " + std::to_string(options.requests) +
                         " requests in a step (got " + std::to_string(asked_sizes[c]) + ")");
      }
      check_requests(c, asked.subspan(std::size_t{c} * options.requests, asked_sizes[c]), model.view(),
                     remembers_after(c, has[c] != 0, 1));
    }
  }

  // Copies through staging memory, at its place in it, so that the caller's may go.
  template <class T>
  std::byte* send(Buffer<T>& buffer, std::span<const T> values, std::byte* room) {
    if (!values.empty()) {
      std::memcpy(room, values.data(), values.size_bytes());
      device->copy_in(buffer.data(), room, values.size_bytes(), stream.handle());
    }
    return room + values.size_bytes();
  }

  template <class Kernel>
  void run(Grid grid, const typename Kernel::Params& params) {
    launch<Kernel>(*device, stream.handle(), grid, params);
  }

  void launch_step() {
    const ModelView& m = model.view();
    const kernels::PopulationView own = hypotheses.view();
    const kernels::PopulationView common = joint.view();
    const kernels::RememberedView memory{remembered.data(), remembered_sizes.data(), options.remembered};
    const auto replay_blocks = [](std::uint32_t poses) { return blocks_for(poses, kernels::ReplayColumns::kPerBlock); };

    run<kernels::Remember>({columns, 1}, {memory, newest.data(), has_newest.data()});
    run<kernels::StepColumns>({blocks_for(options.hypotheses, kernels::StepColumns::kPerBlock), columns},
                              {m, own, memory, has_newest.data()});
    run<kernels::PruneColumns>({columns, 1}, {own, hypotheses.best_of_object.data(), hypotheses.gone_up_to.data(),
                                              objects, options.prune_range});
    if (options.requests > 0) {
      run<kernels::ProposePoses>(
          {blocks_for(options.requests, kernels::ProposePoses::kThreads), columns},
          {m, memory, requests.data(), request_sizes.data(), proposals.data(), options.requests});
      run<kernels::ReplayColumns>(
          {replay_blocks(options.requests), columns},
          {m, memory, proposals.data(), request_sizes.data(), nullptr, proposal_evidence.data(), options.requests});
      run<kernels::InsertProposals>(
          {columns, 1},
          {own, hypotheses.best_of_object.data(), sizes_of_objects.data(), proposals.data(), proposal_evidence.data(),
           request_sizes.data(), options.requests, objects, options.hypotheses_per_object, options.prune_range});
    }
    run<kernels::CastVotes>({columns, 1},
                            {own, hypotheses.best_of_object.data(), votes.data(), vote_sizes.data(), objects});
    run<kernels::GatherVotes>({regions, 1}, {first_columns.data(), votes.data(), vote_sizes.data(), common.poses,
                                             common.sizes, options.judged});
    run<kernels::ReplayColumns>(
        {replay_blocks(options.judged), columns},
        {m, memory, common.poses, common.sizes, region_of.data(), joint_sums.data(), options.judged});
    run<kernels::ReduceVotes>({regions, 1},
                              {first_columns.data(), joint_sums.data(), common, joint.best_of_object.data(),
                               joint.gone_up_to.data(), objects, kJointRange * options.prune_range});
  }

  [[nodiscard]] Population read(const Populations& from, const char* of, std::uint32_t which) {
    if (which >= from.sizes.size()) {
      throw InputError(std::string("column batch: there is no ") + of + " " + std::to_string(which) + "; it has " +
                       std::to_string(from.sizes.size()));
    }
    std::uint32_t size = 0;
    device->copy_out(&size, from.sizes.data() + which, sizeof size, stream.handle());
    stream.synchronize();
    Population population{std::vector<PoseView>(size), std::vector<float>(size)};
    if (size == 0) return population;
    const std::size_t begin = std::size_t{which} * from.capacity;
    device->copy_out(population.poses.data(), from.poses.data() + begin, size * sizeof(PoseView), stream.handle());
    device->copy_out(population.evidence.data(), from.evidence.data() + begin, size * sizeof(float), stream.handle());
    stream.synchronize();
    return population;
  }
};

ColumnBatch::ColumnBatch(std::shared_ptr<Device> device, const ModelView& model, const Options& options)
    : state_(std::make_unique<State>(std::move(device), model, options)) {}
ColumnBatch::ColumnBatch(ColumnBatch&&) noexcept = default;
ColumnBatch& ColumnBatch::operator=(ColumnBatch&&) noexcept = default;
ColumnBatch::~ColumnBatch() = default;

std::uint32_t ColumnBatch::columns() const noexcept { return state_->columns; }
std::uint32_t ColumnBatch::regions() const noexcept { return state_->regions; }

void ColumnBatch::set_population(std::uint32_t column, std::span<const PoseView> poses,
                                 std::span<const float> evidence) {
  State& s = *state_;
  if (column >= s.columns || poses.size() > s.options.hypotheses || evidence.size() != poses.size()) {
    throw InputError("column batch: column " + std::to_string(column) + " of " + std::to_string(s.columns) +
                     " cannot have " + std::to_string(poses.size()) + " hypotheses with " +
                     std::to_string(evidence.size()) + " evidences; there is room for " +
                     std::to_string(s.options.hypotheses));
  }
  check_poses(column, poses, s.model.view());
  const auto size = static_cast<std::uint32_t>(poses.size());
  const Device::Handle stream = s.stream.handle();
  const std::size_t begin = std::size_t{column} * s.options.hypotheses;
  s.device->copy_in(s.hypotheses.sizes.data() + column, &size, sizeof size, stream);
  if (size > 0) {
    s.device->copy_in(s.hypotheses.poses.data() + begin, poses.data(), poses.size_bytes(), stream);
    s.device->copy_in(s.hypotheses.evidence.data() + begin, evidence.data(), evidence.size_bytes(), stream);
  }
  s.stream.synchronize();
}

void ColumnBatch::step(std::span<const SensedView> newest, std::span<const std::uint32_t> has_newest,
                       std::span<const kernels::Request> requests, std::span<const std::uint32_t> request_sizes) {
  State& s = *state_;
  if (newest.size() != s.columns || has_newest.size() != s.columns || request_sizes.size() != s.columns ||
      requests.size() != std::size_t{s.columns} * s.options.requests) {
    throw InputError("column batch: a step of " + std::to_string(s.columns) +
                     " columns needs as many sensations, and " + std::to_string(s.options.requests) +
                     " requests for each (got " + std::to_string(newest.size()) + " and " +
                     std::to_string(requests.size()) + " in all)");
  }
  s.check_step(has_newest, requests, request_sizes);
  s.stream.synchronize();  // the last step has read its staging memory
  auto* room = s.staged.room_for<std::byte>(newest.size_bytes() + has_newest.size_bytes() + requests.size_bytes() +
                                            request_sizes.size_bytes());
  room = s.send(s.newest, newest, room);
  room = s.send(s.has_newest, has_newest, room);
  room = s.send(s.requests, requests, room);
  s.send(s.request_sizes, request_sizes, room);
  if (!s.graph) s.graph.emplace(s.device, s.stream, [&s] { s.launch_step(); });
  s.had_newest.assign(has_newest.begin(), has_newest.end());
  s.remember(1);
  s.graph->launch(s.stream);
}

double ColumnBatch::time_steps(int repeats) {
  State& s = *state_;
  if (!s.graph) throw InputError("column batch: time_steps() needs a step() before it");
  if (repeats < 1) {
    throw InputError("column batch: time_steps() needs at least one repeat (got " + std::to_string(repeats) + ")");
  }
  s.remember(static_cast<std::uint64_t>(repeats));
  Event begin(s.device), end(s.device);
  begin.record(s.stream);
  for (int i = 0; i < repeats; ++i) s.graph->launch(s.stream);
  end.record(s.stream);
  return end.seconds_since(begin) / repeats;
}

ColumnBatch::Population ColumnBatch::population(std::uint32_t column) const {
  return state_->read(state_->hypotheses, "column", column);
}
ColumnBatch::Population ColumnBatch::judged(std::uint32_t region) const {
  return state_->read(state_->joint, "region", region);
}

}  // namespace colonnade::cuda
