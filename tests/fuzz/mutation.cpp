#include "mutation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace colonnade::fuzz {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::array<std::string_view, 19> kNumbers{
    "0",        "-0",    "-1",     "1",      "255", "65536", "2147483648", "-2147483649", "4294967296",          "1e6",
    "16777217", "1e308", "-1e999", "1e-320", "nan", "inf",   "0x10",       "1,5",         "18446744073709551616"};

std::size_t place(std::size_t size, Random& random) { return random.below(static_cast<std::uint32_t>(size) + 1); }

/// A piece of a text, mostly short.
std::string_view piece(std::string_view text, Random& random) {
  const std::size_t begin = place(text.size(), random);
  return text.substr(begin,
                     place(std::min<std::size_t>(text.size() - begin, random.below(4) == 0 ? 4096 : 16), random));
}

template <class T>
void put_number(std::string& data, T value, Random& random) {
  if (data.size() < sizeof(T)) return;
  const std::size_t at = place((data.size() - sizeof(T)) / sizeof(T), random) * sizeof(T);
  std::memcpy(data.data() + at, &value, sizeof(T));
}

/// Puts another number in the place of one that is written out.
void replace_written_number(std::string& data, Random& random) {
  std::size_t begin = data.find_first_of(kDigits, place(data.size(), random));
  if (begin == std::string::npos) begin = data.find_first_of(kDigits);
  if (begin == std::string::npos) return;
  const std::size_t end = std::min(data.find_first_not_of(kDigits, begin), data.size());
  data.replace(begin, end - begin, pick(kNumbers, random));
}

void mutate_once(std::string& data, std::string_view other, Tokens tokens, Random& random) {
  const std::size_t at = place(data.size(), random);
  const bool inside = at < data.size();
  switch (random.below(12)) {
    case 0:
      if (inside) data[at] = static_cast<char>(data[at] ^ (1 << random.below(8)));
      return;
    case 1:
      if (inside) data[at] = static_cast<char>(random.below(256));
      return;
    case 2:
      data.erase(at, piece(data, random).size());
      return;
    case 3:
      data.insert(at, std::string(piece(data, random)));
      return;
    case 4:
      data.insert(at, piece(other, random));
      return;
    case 5:
      data.replace(at, std::min(data.size() - at, piece(data, random).size()), std::string(piece(other, random)));
      return;
    case 6:
      return replace_written_number(data, random);
    case 7:
      if (!tokens.empty()) data.insert(at, pick(tokens, random));
      return;
    case 8:
      if (!tokens.empty())
        data.replace(at, std::min<std::size_t>(data.size() - at, random.below(24)), pick(tokens, random));
      return;
    case 9:
      return random.below(2) == 0 ? put_number(data, static_cast<std::uint32_t>(odd_integer(random)), random)
                                  : put_number(data, static_cast<std::uint16_t>(odd_integer(random)), random);
    case 10:
      return random.below(2) == 0 ? put_number(data, static_cast<float>(odd_real(random)), random)
                                  : put_number(data, odd_real(random), random);
    default:
      if (random.below(4) == 0) data.resize(at);
  }
}

}  // namespace

std::int64_t odd_integer(Random& random) {
  constexpr std::array<std::int64_t, 6> kCorners{0,
                                                 255,
                                                 65535,
                                                 std::numeric_limits<std::int32_t>::max(),
                                                 std::numeric_limits<std::uint32_t>::max(),
                                                 std::numeric_limits<std::int64_t>::max()};
  switch (random.below(3)) {
    case 0:
      return std::int64_t{1} << random.below(63);
    case 1:
      return -static_cast<std::int64_t>(random.below(3));
    default:
      // Wraps around on purpose.
      return static_cast<std::int64_t>(static_cast<std::uint64_t>(pick(kCorners, random)) + random.below(3));
  }
}

double odd_real(Random& random) {
  using Limits = std::numeric_limits<double>;
  constexpr std::array<double, 12> kCorners{0.0,
                                            -0.0,
                                            Limits::quiet_NaN(),
                                            Limits::infinity(),
                                            -Limits::infinity(),
                                            1e308,
                                            -1e308,
                                            1e38,
                                            Limits::denorm_min(),
                                            1e-40,
                                            1e7,
                                            -1.5};
  return random.below(2) == 0 ? pick(kCorners, random) : static_cast<double>(odd_integer(random));
}

void mutate_bytes(std::string& data, std::string_view other, Tokens tokens, Random& random) {
  for (std::uint32_t changes = 1U + random.below(4); changes > 0; --changes) mutate_once(data, other, tokens, random);
}

}  // namespace colonnade::fuzz
