// One format (COLONNADE_FUZZ_FORMAT) under libFuzzer.

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "format.h"

namespace {

using namespace colonnade::fuzz;

const Format& format() {
  static const std::vector<Format> all = formats();
  return *std::ranges::find(all, COLONNADE_FUZZ_FORMAT, &Format::name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    format().read({reinterpret_cast<const char*>(data), size});
  } catch (const colonnade::InputError&) {  // said what is wrong
  }
  return 0;
}

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed);
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
  static const std::vector<std::string> seeds = format().seeds();
  Random random({seed, 0}, {});
  if (random.below(2) == 0) return LLVMFuzzerMutate(data, size, most);
  std::string input(reinterpret_cast<const char*>(data), size);
  if (!seeds.empty() && random.below(64) == 0) input = pick(seeds, random);  // libFuzzer knows only the corpus' files
  const std::string other = seeds.empty() ? input : pick(seeds, random);
  format().mutate(input, other, format().tokens, random);
  size = std::min(input.size(), most);
  std::memcpy(data, input.data(), size);
  return size;
}
