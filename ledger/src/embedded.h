#pragma once

#include <span>
#include <string_view>

namespace colonnade::ledger {

/// A data file that is part of the library (ledger/tables).
struct EmbeddedFile {
  std::string_view name;  ///< without `.json`
  std::string_view text;
};

/// All of them, sorted by name.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

}  // namespace colonnade::ledger
