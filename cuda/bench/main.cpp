// colonnade-cuda-bench [--quick] [PART...]: the benchmark of the GPU kernels where there is no colonnade program. Parts
// are overlap, steps, segments, columns; all of them where none is named.

#include <iostream>
#include <string_view>
#include <vector>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/sensor.h>

#include "cuda_bench.h"
#include "processor_step.h"

int main(int argc, char** argv) {
  using namespace colonnade;
  cuda::BenchSizes sizes;
  std::vector<cuda::BenchPart> parts;
  try {
    for (int i = 1; i < argc; ++i) {
      if (std::string_view(argv[i]) == "--quick") {
        sizes = cuda::BenchSizes::quick();
      } else {
        parts.push_back(cuda::parse_bench_part(argv[i]));
      }
    }
  } catch (const InputError& error) {
    std::cerr << "colonnade-cuda-bench [--quick] [PART...]: " << error.what() << '\n';
    return 2;
  }
  if (!parts.empty()) sizes.parts = parts;
  try {
    const auto device = cuda::open_device();
    const ledger::SensorSearch search = ledger::find_nvml_sensors();
    const auto joules = [&]() -> std::optional<double> {
      return search.sensors.empty() ? std::nullopt : search.sensors.front()->read_joules();
    };
    for (const auto& refusal : search.refusals) std::cout << "no energy: " << refusal << '\n';
    int missed = 0;
    for (const auto& figure :
         cuda::run_cuda_bench(device, cuda::vectorised_processor_kernels(), joules, sizes, std::cout)) {
      missed += figure.reached() ? 0 : 1;
    }
    std::cout << '\n' << missed << " figures missed\n";
    return 0;
  } catch (const cuda::DeviceError& error) {
    std::cerr << "colonnade-cuda-bench: " << error.what() << '\n';
    return 2;
  }
}
