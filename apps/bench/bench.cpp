#include "bench/bench.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <ostream>
#include <thread>

#include <colonnade/cortex/error.h>
#include <colonnade/cortex/overlap.h>
#include <colonnade/ledger/sensor.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "bench/section.h"
#include "cuda_bench.h"
#include "kernels/hypothesis.h"

namespace colonnade::bench {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::shared_ptr<cuda::Device> open_gpu(cuda::Backend asked, std::ostream& out) {
  try {
    return cuda::open_device();
  } catch (const cuda::DeviceError& error) {
    if (asked == cuda::Backend::cuda) throw InputError(std::string("--backend cuda: ") + error.what());
    fmt::print(out, "no GPU is measured: {}\n", error.what());
    return nullptr;
  }
}

nlohmann::ordered_json bench_gpu(const std::shared_ptr<cuda::Device>& device, bool quick, std::ostream& out) {
  const ledger::SensorSearch search = ledger::find_nvml_sensor(device->info().pci_bus_id);
  const auto joules = [&]() -> std::optional<double> {
    return search.sensors.empty() ? std::nullopt : search.sensors.front()->read_joules();
  };
  fmt::print(out, "\n");
  for (const auto& refusal : search.refusals) fmt::print(out, "no energy: {}\n", refusal);
  auto rows = nlohmann::ordered_json::array();
  for (const cuda::Figure& figure : cuda::run_cuda_bench(device, cortex::kernels::hypothesis_kernels(), joules,
                                                         quick ? cuda::BenchSizes::quick() : cuda::BenchSizes{}, out)) {
    rows.push_back({{"name", figure.name}, {"value", figure.value}, {"unit", figure.unit}});
    if (figure.at_least) rows.back()["at_least"] = *figure.at_least;
    if (figure.at_most) rows.back()["at_most"] = *figure.at_most;
  }
  return rows;
}

}  // namespace

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  std::uint64_t state = 0x9E3779B97F4A7C15;
  for (auto& byte : bytes) {
    state = state * 6364136223846793005 + 1442695040888963407;
    byte = static_cast<std::uint8_t>(state >> 56) % 216;
  }
  return bytes;
}

int run_bench(const BenchOptions& options, std::ostream& out) {
  // First of all: a GPU that is not there should not cost a minute, nor what the file holds.
  std::shared_ptr<cuda::Device> device;
  if (options.backend != cuda::Backend::cpu) device = open_gpu(options.backend, out);

  // Likewise a file that cannot be written; what it holds goes when there is something else to write.
  std::ofstream file;
  const auto open_file = [&](std::ios::openmode mode) {
    if (!options.json.empty()) file.open(options.json, mode);
  };
  const auto check_file = [&] {
    if (!options.json.empty() && !file) {
      throw InputError("bench: cannot write " + options.json.string() + ": " + std::strerror(errno));
    }
  };
  open_file(std::ios::app);
  check_file();
  file.close();

  const Effort effort = options.quick ? Effort{3, 0.004, std::size_t{64} << 20} : Effort{9, 0.03, std::size_t{1} << 30};
  const auto targets = cortex::overlap_targets();
  nlohmann::ordered_json result;
  result["processor"] = processor_name();
  result["hardware_threads"] = std::thread::hardware_concurrency();
  result["instruction_sets"] = targets;
  result["quick"] = options.quick;
  fmt::print(out, "{}, {} hardware threads, {}{}\n", processor_name(), std::thread::hardware_concurrency(), targets[0],
             options.quick ? "; quick: a look, not a result" : "");
  if (options.backend != cuda::Backend::cuda) {
    result["one_to_many"] = bench_bandwidth(effort, out);
    result["instruction_set_levels"] = bench_levels(effort, out);
    result["many_to_many"] = bench_many_to_many(effort, out);
    result["index"] = bench_index(effort, out);
    result["hypotheses"] = bench_hypotheses(effort, out);
  }
  if (device) result["gpu"] = bench_gpu(device, options.quick, out);
  if (!options.json.empty()) {
    open_file(std::ios::trunc);
    file << result.dump(2) << '\n';
    file.close();
    check_file();
  }
  return 0;
}

}  // namespace colonnade::bench
