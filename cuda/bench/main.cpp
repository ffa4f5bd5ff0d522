// colonnade-cuda-bench [--device] [--quick] [--host-memory GIB] [PART...]: the benchmark of the GPU kernels where there
// is no colonnade program. Parts are overlap, steps, segments, columns; all of them where none is named.
//
//   --device           says which GPU there is, and measures nothing
//   --quick            a look, not a result
//   --host-memory GIB  what models may take of the host's memory, where the machine says less than it would give
//
// Exit code: 0 measured; 2 no GPU can be used (the reason is on standard error), or wrong usage.

#include <iostream>
#include <span>

#include <colonnade/cortex/error.h>
#include <colonnade/ledger/sensor.h>

#include "arguments.h"
#include "processor_step.h"

int main(int argc, char** argv) {
  using namespace colonnade;
  cuda::BenchArguments arguments;
  try {
    arguments = cuda::parse_bench_arguments(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
  } catch (const InputError& error) {
    std::cerr << cuda::kBenchUsage << ": " << error.what() << '\n';
    return 2;
  }
  try {
    const auto device = cuda::open_device();
    if (arguments.only_device) {
      std::cout << device->info().name << '\n';
      return 0;
    }
    const ledger::SensorSearch search = ledger::find_nvml_sensor(device->info().pci_bus_id);
    const auto joules = [&]() -> std::optional<double> {
      return search.sensors.empty() ? std::nullopt : search.sensors.front()->read_joules();
    };
    for (const auto& refusal : search.refusals) std::cout << "no energy: " << refusal << '\n';
    int missed = 0;
    for (const auto& figure :
         cuda::run_cuda_bench(device, cuda::vectorised_processor_kernels(), joules, arguments.sizes, std::cout)) {
      missed += figure.reached() ? 0 : 1;
    }
    std::cout << '\n' << missed << " figures missed\n";
    return 0;
  } catch (const cuda::DeviceError& error) {
    std::cerr << "colonnade-cuda-bench: " << error.what() << '\n';
    return 2;
  }
}
