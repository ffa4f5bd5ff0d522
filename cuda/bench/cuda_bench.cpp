#include "cuda_bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <new>
#include <ostream>
#include <random>
#include <thread>

#include <colonnade/cortex/error.h>
#include <colonnade/cuda/column_batch.h>
#include <colonnade/cuda/resources.h>

#include "device_model.h"
#include "host_memory.h"
#include "kernels/hypothesis.h"
#include "kernels/kernel_list.h"
#include "synthetic_model.h"

namespace colonnade::cuda {
namespace {

using cortex::kernels::HypothesisKernels;
using kernels::Match;
using kernels::PoseView;
using kernels::Request;
using kernels::SensedView;

constexpr std::uint32_t kQuads = 4;  // of a code of 64 blocks

// The floor of an overlap of 64 blocks (docs/performance.md): 16 words of 4 blocks with three logic operations each,
// which only the 64 lanes of a multiprocessor's integer units run, one each in a clock.
constexpr double kLogicOperations = 16 * 3;
constexpr double kLogicLanes = 64;

constexpr double kGiB = 1U << 30;

class Bench {
 public:
  Bench(std::shared_ptr<Device> device, const HypothesisKernels& processor,
        const std::function<std::optional<double>()>& joules, const BenchSizes& sizes, std::ostream& out)
      : device_(std::move(device)),
        processor_(processor),
        joules_(joules),
        sizes_(sizes),
        out_(out),
        stream_(device_) {}

  std::vector<Figure> run() {
    const DeviceInfo& info = device_->info();
    char text[160];
    std::snprintf(text, sizeof text, "%s, compute capability %d.%d, %d multiprocessors at %.2f GHz, %.0f GiB\n\n",
                  info.name.c_str(), info.capability_major, info.capability_minor, info.multiprocessors,
                  1e-9 * info.clock_hz, static_cast<double>(info.memory_bytes) / kGiB);
    out_ << text;
    for (const BenchPart part : sizes_.parts) measure(part);
    return std::move(figures_);
  }

 private:
  void measure(BenchPart part) {
    switch (part) {
      case BenchPart::overlap:
        one_to_many();
        return many_to_many();
      case BenchPart::steps:
        return hypothesis_steps();
      case BenchPart::segments:
        indexed_segments();
        return scanned_segments();
      case BenchPart::columns:
        return column_batches();
    }
  }

  void add(std::string name, double value, const char* unit, std::optional<double> at_least = {},
           std::optional<double> at_most = {}) {
    const Figure figure{std::move(name), value, unit, at_least, at_most};
    char text[200];
    std::snprintf(text, sizeof text, "%-62s %14.6g %s", figure.name.c_str(), value, unit);
    out_ << text;
    if (at_least || at_most) {
      std::snprintf(text, sizeof text, "  (%s %g: %s)", at_least ? "at least" : "at most",
                    at_least ? *at_least : *at_most, figure.reached() ? "reached" : "MISSED");
      out_ << text;
    }
    out_ << std::endl;  // a run takes minutes: show what is there
    figures_.push_back(figure);
  }

  /// Seconds that the device takes for what `work` launches: median of the rounds, each of many repeats.
  template <class Work>
  double seconds_of(const Work& work) {
    Event begin(device_), end(device_);
    const auto time = [&](long repeats) {
      begin.record(stream_);
      for (long i = 0; i < repeats; ++i) work();
      end.record(stream_);
      return end.seconds_since(begin) / static_cast<double>(repeats);
    };
    work();  // warm up
    const double once = std::max(1e-7, time(1));
    const long repeats = std::clamp(static_cast<long>(sizes_.seconds / once), 1L, 100000L);
    std::vector<double> rounds;
    for (int round = 0; round < sizes_.rounds; ++round) rounds.push_back(time(repeats));
    std::nth_element(rounds.begin(), rounds.begin() + sizes_.rounds / 2, rounds.end());
    return rounds[static_cast<std::size_t>(sizes_.rounds / 2)];
  }

  /// Joules for each time that `work` is done; empty where the device does not say.
  template <class Work>
  std::optional<double> joules_of(const Work& work) {
    if (!joules_ || !joules_()) return std::nullopt;
    const double seconds = seconds_of(work);
    const long repeats = std::max(1L, static_cast<long>(sizes_.energy_seconds / seconds));
    stream_.synchronize();
    const auto before = joules_();
    for (long i = 0; i < repeats; ++i) work();
    stream_.synchronize();
    const auto after = joules_();
    if (!before || !after) return std::nullopt;
    return (*after - *before) / static_cast<double>(repeats);
  }

  template <class Work>
  void add_energy(const char* name, const Work& work, double overlaps) {
    if (const auto joules = joules_of(work)) {
      add(name, 1e6 * *joules / overlaps, "J/Moverlaps");
    } else {
      out_ << "the device's energy counter cannot be read: " << name << ", is left out" << std::endl;
    }
  }

  /// A table of cells in the device's memory: 64 MiB of random ones, over and over.
  Buffer<std::uint8_t> random_table(std::size_t bytes) {
    constexpr std::size_t kPiece = std::size_t{64} << 20;
    Buffer<std::uint8_t> table(device_, bytes);
    std::vector<std::uint8_t> cells(std::min(bytes, kPiece));
    std::mt19937 random(1);
    for (auto& cell : cells) cell = static_cast<std::uint8_t>(random() % 216);
    for (std::size_t done = 0; done < bytes; done += cells.size()) {
      device_->copy_in(table.data() + done, cells.data(), std::min(cells.size(), bytes - done), stream_.handle());
    }
    stream_.synchronize();
    return table;
  }

  /// Half of what there should be, until it fits.
  Buffer<std::uint8_t> largest_table(std::size_t bytes) {
    for (;; bytes /= 2) {
      try {
        return random_table(bytes / 64 * 64);
      } catch (const OutOfDeviceMemory&) {
        if (bytes < 4096) throw;
      }
    }
  }

  void scan(const Buffer<std::uint8_t>& query, const std::uint8_t* codes, const Buffer<std::uint8_t>& out,
            std::uint64_t count) {
    using Kernel = kernels::OneToMany<std::uint8_t>;
    launch<Kernel>(*device_, stream_.handle(), {blocks_for(count, Kernel::kCodesPerBlock), 1},
                   {query.data(), codes, out.data(), count, kQuads});
  }

  void one_to_many() {
    const Buffer<std::uint8_t> table = largest_table(sizes_.table_bytes);
    const std::size_t half = table.size() / 2;
    const double copy =
        seconds_of([&] { device_->copy_within(table.data() + half, table.data(), half, stream_.handle()); });
    const double copy_rate = 2e-9 * static_cast<double>(half) / copy;
    add("copy within the device, read and written", copy_rate, "GB/s");
    const std::uint64_t count = table.size() / 64;
    const Buffer<std::uint8_t> query = random_table(64);
    const Buffer<std::uint8_t> out(device_, count);
    const auto work = [&] { scan(query, table.data(), out, count); };
    const double seconds = seconds_of(work);
    const double rate = 1e-9 * 65 * static_cast<double>(count) / seconds;
    add("one to many, out of cache, 64 blocks", 1e-9 * static_cast<double>(count) / seconds, "Goverlaps/s");
    add("one to many, read and written", rate, "GB/s");
    add("one to many, share of the copy", rate / copy_rate, "", 0.85);
    add_energy("one to many, energy", work, static_cast<double>(count));
  }

  void many_to_many() {
    using Kernel = kernels::ManyToMany<std::uint8_t>;
    const std::uint64_t queries = sizes_.queries, codes = 8 * queries;
    const Buffer<std::uint8_t> rows = random_table(queries * 64), columns = random_table(codes * 64);
    const Buffer<std::uint8_t> out(device_, queries * codes);
    const auto work = [&] {
      launch<Kernel>(*device_, stream_.handle(), {blocks_for(codes, Kernel::kTile), blocks_for(queries, Kernel::kTile)},
                     {rows.data(), columns.data(), out.data(), queries, codes, kQuads, 0});
    };
    const auto overlaps = static_cast<double>(queries * codes);
    const double rate = overlaps / seconds_of(work);
    const DeviceInfo& info = device_->info();
    const double floor_rate = info.multiprocessors * info.clock_hz * kLogicLanes / kLogicOperations;
    add("many to many, 64 blocks", 1e-9 * rate, "Goverlaps/s");
    add("many to many, floor of the arithmetic", 1e-9 * floor_rate, "Goverlaps/s");
    add("many to many, share of the floor", rate / floor_rate, "", 0.6);

    const auto blocks = static_cast<std::uint32_t>(8 * info.multiprocessors);
    constexpr std::uint32_t kRepeats = 512;
    const Buffer<std::uint32_t> sums(device_, std::size_t{blocks} * kernels::CompareCeiling::kThreads);
    const double seconds = seconds_of([&] {
      launch<kernels::CompareCeiling>(*device_, stream_.handle(), {blocks, 1}, {sums.data(), kRepeats, 12345});
    });
    // 16 words a repeat are one code of 64 blocks.
    const double ceiling = static_cast<double>(sums.size()) * kRepeats / seconds;
    add("the same comparison on registers alone", 1e-9 * ceiling, "Goverlaps/s");
    add_energy("many to many, energy", work, overlaps);
  }

  /// Steps a second of one core, on some of the poses.
  double processor_rate(const SyntheticModel& model, const SensedView& sensed,
                        const std::vector<PoseView>& poses) const {
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(poses.size(), 4096));
    std::vector<Match> matches(count);
    std::vector<double> rounds;
    for (int round = 0; round < 9; ++round) {
      cortex::kernels::Work work{};
      const auto start = std::chrono::steady_clock::now();
      processor_.step(model.view(), sensed, poses.data(), count, matches.data(), work);
      rounds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return count / *std::min_element(rounds.begin(), rounds.end());
  }

  static std::vector<PoseView> poses_on(const SyntheticModel& model, const SensedView& sensed, std::size_t count) {
    std::mt19937 random(2);
    std::vector<PoseView> poses;
    poses.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      poses.push_back(
          model.pose_near(static_cast<std::uint32_t>(random()) % model.view().segment_count, sensed.p, random));
    }
    return poses;
  }

  /// Seconds of one step of that many hypotheses, all on the device.
  double step_seconds(const DeviceModel& model, const Buffer<SensedView>& sensed, const Buffer<PoseView>& poses,
                      std::uint32_t count) {
    const Buffer<Match> matches(device_, count);
    const Buffer<std::uint32_t> candidates(device_, count);
    return seconds_of([&] {
      launch<kernels::MatchPoses>(
          *device_, stream_.handle(), {blocks_for(count, kernels::MatchPoses::kPerBlock), 1},
          {model.view(), sensed.data(), poses.data(), matches.data(), candidates.data(), 0, 1, count});
    });
  }

  void hypothesis_steps() {
    const SyntheticModel model(sizes_.objects, sizes_.segments);
    const DeviceModel on_device(device_, model.view(), stream_);
    std::mt19937 random(3);
    const SensedView sensed = model.sensed_at(5, 0.001F, random);
    const auto poses = poses_on(model, sensed, *std::max_element(sizes_.hypotheses.begin(), sizes_.hypotheses.end()));
    Buffer<SensedView> sensed_there(device_, 1);
    Buffer<PoseView> poses_there(device_, poses.size());
    sensed_there.upload({&sensed, 1}, stream_.handle());
    poses_there.upload(poses, stream_.handle());
    stream_.synchronize();
    const double core = processor_rate(model, sensed, poses);
    add(std::string("hypothesis-steps of one core (") + processor_.name + ")", 1e-6 * core, "Msteps/s");
    for (const std::uint32_t count : sizes_.hypotheses) {
      const double rate = count / step_seconds(on_device, sensed_there, poses_there, count);
      const std::string name = "hypothesis-steps, " + std::to_string(count) + " hypotheses";
      add(name, 1e-6 * rate, "Msteps/s");
      add(name + ", over one core", rate / core, "times", count >= 1000000 ? std::optional<double>(100) : std::nullopt);
    }
  }

  void indexed_segments() {
    for (const std::uint64_t segments : sizes_.indexed) {
      const std::string left_out = std::to_string(segments) + " indexed segments are left out: they take about ";
      const auto count = static_cast<double>(segments);
      const double host_memory = sizes_.host_memory_bytes ? *sizes_.host_memory_bytes : host_memory_available();
      if (no_room(left_out, SyntheticModel::host_bytes(count), host_memory, "the host's memory") ||
          no_room(left_out, SyntheticModel::device_bytes(count), static_cast<double>(device_->info().memory_bytes),
                  device_->info().name)) {
        continue;
      }
      try {
        indexed_segments(segments);
      } catch (const OutOfDeviceMemory& error) {
        out_ << error.what() << ": " << segments << " indexed segments are left out" << std::endl;
      } catch (const std::bad_alloc&) {
        out_ << "the host's memory is full: " << segments << " indexed segments are left out" << std::endl;
      }
    }
  }

  /// Says so in a line when `needed` bytes are more than there are.
  bool no_room(const std::string& left_out, double needed, double there, const std::string& of_what) {
    if (needed <= there) return false;
    char text[80];
    std::snprintf(text, sizeof text, "%.1f GiB of the %.1f GiB of ", needed / kGiB, there / kGiB);
    out_ << left_out << text << of_what << std::endl;
    return true;
  }

  /// Objects as large as the others', and larger ones where that would be too many.
  void indexed_segments(std::uint64_t segments) {
    constexpr std::uint64_t kMostObjects = 50000;
    const std::uint64_t objects = std::clamp<std::uint64_t>(segments / sizes_.segments, 1, kMostObjects);
    const auto start = std::chrono::steady_clock::now();
    const SyntheticModel model(static_cast<std::uint32_t>(objects), static_cast<std::uint32_t>(segments / objects), 1,
                               static_cast<int>(std::thread::hardware_concurrency()));
    const DeviceModel on_device(device_, model.view(), stream_);
    const std::chrono::duration<double> built = std::chrono::steady_clock::now() - start;
    char text[120];
    std::snprintf(text, sizeof text, "(%u segments of %u objects made and copied in %.1f s)\n",
                  model.view().segment_count, model.objects(), built.count());
    out_ << text;
    std::mt19937 random(4);
    const SensedView sensed = model.sensed_at(5, 0.001F, random);
    const auto poses = poses_on(model, sensed, sizes_.hypotheses.back());
    Buffer<SensedView> sensed_there(device_, 1);
    Buffer<PoseView> poses_there(device_, poses.size());
    sensed_there.upload({&sensed, 1}, stream_.handle());
    poses_there.upload(poses, stream_.handle());
    stream_.synchronize();
    add("a step of " + std::to_string(poses.size()) + " hypotheses, " + std::to_string(model.view().segment_count) +
            " indexed segments",
        1e3 * step_seconds(on_device, sensed_there, poses_there, static_cast<std::uint32_t>(poses.size())), "ms");
  }

  void scanned_segments() {
    for (const std::uint64_t segments : sizes_.stored) {
      try {
        const Buffer<std::uint8_t> table = random_table(segments * 64), query = random_table(64);
        const Buffer<std::uint8_t> out(device_, segments);
        add("one query against " + std::to_string(segments) + " stored segments",
            1e3 * seconds_of([&] { scan(query, table.data(), out, segments); }), "ms");
      } catch (const OutOfDeviceMemory& error) {
        out_ << error.what() << ": " << segments << " stored segments are left out\n";
      }
    }
  }

  void column_batches() {
    const SyntheticModel model(sizes_.objects, sizes_.segments);
    for (const std::uint32_t columns : sizes_.columns) {
      try {
        const bool asked = columns == 1000 && sizes_.hypotheses_of_column == 1000 && sizes_.objects == 77;
        add("a step with voting, " + std::to_string(columns) + " columns of " +
                std::to_string(sizes_.hypotheses_of_column) + " hypotheses",
            1e3 * batch_seconds(model, columns), "ms", {}, asked ? std::optional<double>(5) : std::nullopt);
      } catch (const OutOfDeviceMemory& error) {
        out_ << error.what() << ": " << columns << " columns are left out\n";
      }
    }
  }

  /// One region whose columns all touch one object, and have full populations that no step thins out.
  double batch_seconds(const SyntheticModel& model, std::uint32_t columns) {
    ColumnBatch::Options options;
    options.region_sizes = {columns};
    options.hypotheses = sizes_.hypotheses_of_column;
    options.hypotheses_per_object = options.hypotheses;
    options.remembered = sizes_.remembered;
    options.prune_range = 1e30F;
    ColumnBatch batch(device_, model.view(), options);
    std::mt19937 random(5);
    std::vector<SensedView> newest(columns);
    const std::vector<std::uint32_t> all(columns, 1), request_sizes(columns, options.requests);
    std::vector<Request> requests(std::size_t{columns} * options.requests);
    const SensedView first = model.sensed_at(0, 0.001F, random);
    const auto poses = poses_on(model, first, 16 * std::size_t{options.hypotheses});
    const std::vector<float> evidence(options.hypotheses, 0.0F);
    for (std::uint32_t c = 0; c < columns; ++c) {
      batch.set_population(c, std::span(poses).subspan(c % 16 * options.hypotheses, options.hypotheses), evidence);
    }
    for (std::uint32_t n = 0; n < options.remembered; ++n) {
      for (auto& sensed : newest) {
        sensed = model.sensed_at(static_cast<std::uint32_t>(random()) % sizes_.segments, 0.001F, random);
      }
      for (auto& request : requests) {
        request = {static_cast<std::uint32_t>(random()) % model.view().segment_count,
                   kernels::kNoSegment,
                   0,
                   0,
                   0,
                   0,
                   1,
                   -100};
        request.object = model.object_of(request.first);
      }
      batch.step(newest, all, requests, n == 0 ? std::vector<std::uint32_t>(columns, 0) : request_sizes);
    }
    std::vector<double> rounds;
    for (int round = 0; round < sizes_.rounds; ++round) rounds.push_back(batch.time_steps(10));
    std::nth_element(rounds.begin(), rounds.begin() + sizes_.rounds / 2, rounds.end());
    return rounds[static_cast<std::size_t>(sizes_.rounds / 2)];
  }

  std::shared_ptr<Device> device_;
  const HypothesisKernels& processor_;
  const std::function<std::optional<double>()>& joules_;
  const BenchSizes& sizes_;
  std::ostream& out_;
  Stream stream_;
  std::vector<Figure> figures_;
};

}  // namespace

BenchPart parse_bench_part(std::string_view name) {
  if (name == "overlap") return BenchPart::overlap;
  if (name == "steps") return BenchPart::steps;
  if (name == "segments") return BenchPart::segments;
  if (name == "columns") return BenchPart::columns;
  throw InputError("a part of the benchmark is overlap, steps, segments or columns (got '" + std::string(name) + "')");
}

BenchSizes BenchSizes::quick() {
  BenchSizes sizes;
  sizes.rounds = 3;
  sizes.seconds = 0.005;
  sizes.table_bytes = std::size_t{256} << 20;
  sizes.queries = 2048;
  sizes.hypotheses = {1000, 100000};
  sizes.columns = {1, 100};
  sizes.stored = {10000, 1000000};
  sizes.indexed = {10000, 100000};
  sizes.energy_seconds = 0.2;
  return sizes;
}

std::vector<Figure> run_cuda_bench(const std::shared_ptr<Device>& device, const HypothesisKernels& processor,
                                   const std::function<std::optional<double>()>& joules, const BenchSizes& sizes,
                                   std::ostream& out) {
  return Bench(device, processor, joules, sizes, out).run();
}

}  // namespace colonnade::cuda
