#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <colonnade/cortex/options.h>

#include "memory_impl.h"
#include "storage/checksum.h"

/// What the rows of a memory file's tables hold, and their checksums (docs/format.md).
namespace colonnade::cortex::storage {

/// Gists as files have them: what version 2 knew, and what came with version 3, or nothing where that is not known.
struct StoredGists {
  using Numbers = std::array<std::byte, offsetof(Gist, relative_colour)>;
  using Colours = decltype(Gist::relative_colour);
  std::vector<Numbers> numbers;
  std::vector<Colours> colours;
};

[[nodiscard]] StoredGists to_stored(const std::vector<Gist>& gists);
[[nodiscard]] std::vector<Gist> from_stored(const StoredGists& stored);

[[nodiscard]] ObjectSummary summarise(const LearnedObject& object, const StoredGists& gists);
[[nodiscard]] ObjectSummary summarise(const LearnedObject& object);

/// How a file has an option of this type. Seeds and counts are integers, all else is real.
template <class T>
using Stored = std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t>;

/// A row of the table `encoder_option`.
struct OptionRow {
  std::string name;
  std::variant<std::int64_t, double> value;
};

[[nodiscard]] std::vector<OptionRow> to_rows(EncoderOptions options);

/// Covers the options and the list of objects: a lost, added or exchanged row shows.
class Manifest {
 public:
  explicit Manifest(const std::vector<OptionRow>& options) {
    for (const OptionRow& option : options) {
      checksum_.add(option.name);
      std::visit([this](auto value) { checksum_.add_number(value); }, option.value);
    }
  }
  void add(const ObjectSummary& object) { checksum_.add_number(object.segments).add_number(object.checksum); }
  [[nodiscard]] std::int64_t value() const { return checksum_.value(); }

 private:
  Checksum checksum_;
};

}  // namespace colonnade::cortex::storage
