#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <colonnade/cortex/error.h>

#include "mutation.h"

namespace colonnade::fuzz {

/// A kind of input that Colonnade reads, and how to try its reader.
struct Format {
  using Mutate = void (*)(std::string& input, std::string_view other, Tokens tokens, Random& random);

  std::string_view name;
  /// Reads the input as programs do, and uses what was read. May throw InputError and nothing else.
  void (*read)(std::string_view input);
  /// Small whole inputs, which the reader takes; those in corpus/<name>/ come in addition.
  std::vector<std::string> (*seeds)() = [] { return std::vector<std::string>(); };
  Tokens tokens = {};
  Mutate mutate = mutate_bytes;
};

// One a file in formats/.
[[nodiscard]] Format energy_table_format();
[[nodiscard]] Format experiment_format();
[[nodiscard]] Format image_format();
[[nodiscard]] Format ledger_format();
[[nodiscard]] Format memory_format();
[[nodiscard]] Format mesh_format();
[[nodiscard]] Format object_set_format();
[[nodiscard]] Format options_format();
[[nodiscard]] Format recording_format();
[[nodiscard]] Format run_folder_format();

/// All of them.
[[nodiscard]] std::vector<Format> formats();

/// What was read is not what the reader promises.
[[noreturn]] void broken_promise(const std::string& what);

}  // namespace colonnade::fuzz
