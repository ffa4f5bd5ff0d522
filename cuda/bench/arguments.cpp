#include "arguments.h"

#include <cstdlib>
#include <string>
#include <string_view>

#include <colonnade/cortex/error.h>

namespace colonnade::cuda {
namespace {

double bytes_of_gib(const char* text) {
  char* end = nullptr;
  const double gib = std::strtod(text, &end);
  if (end == text || *end != '\0' || !(gib > 0)) {
    throw InputError("--host-memory must be a number of GiB above 0 (got '" + std::string(text) + "')");
  }
  return gib * (1U << 30);
}

}  // namespace

BenchArguments parse_bench_arguments(std::span<const char* const> arguments) {
  BenchArguments parsed;
  bool quick = false;
  std::optional<double> host_memory_bytes;
  std::vector<BenchPart> parts;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--device") {
      parsed.only_device = true;
    } else if (argument == "--quick") {
      quick = true;
    } else if (argument == "--host-memory") {
      if (++i == arguments.size()) throw InputError("--host-memory needs a value");
      host_memory_bytes = bytes_of_gib(arguments[i]);
    } else {
      parts.push_back(parse_bench_part(argument));
    }
  }
  if (quick) parsed.sizes = BenchSizes::quick();
  if (!parts.empty()) parsed.sizes.parts = std::move(parts);
  parsed.sizes.host_memory_bytes = host_memory_bytes;
  return parsed;
}

}  // namespace colonnade::cuda
