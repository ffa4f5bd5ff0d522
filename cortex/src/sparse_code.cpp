#include <colonnade/cortex/sparse_code.h>

#include "random.h"

namespace colonnade::cortex {
namespace {

// FNV-1a: fixed for ever, unlike std::hash.
std::uint64_t hash(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return h;
}

}  // namespace

std::vector<std::uint16_t> SparseCode::cells() const {
  std::vector<std::uint16_t> all;
  for (std::size_t cell = 0; cell < kCells; ++cell) {
    if (active(cell)) all.push_back(static_cast<std::uint16_t>(cell));
  }
  return all;
}

SparseCode object_code(std::string_view name) {
  SparseCode code;
  RandomStream random(hash(name), StreamPurpose::object_codes);
  for (std::size_t drawn = 0; drawn < SparseCode::kActive;) {
    const std::uint32_t cell = random.below(SparseCode::kCells);
    if (code.active(cell)) continue;
    code.activate(cell);
    ++drawn;
  }
  return code;
}

}  // namespace colonnade::cortex
