#include "format.h"

#include <stdexcept>

namespace colonnade::fuzz {

std::vector<Format> formats() {
  return {energy_table_format(), experiment_format(), image_format(),   ledger_format(),    memory_format(),
          mesh_format(),         object_set_format(), options_format(), recording_format(), run_folder_format()};
}

void broken_promise(const std::string& what) { throw std::logic_error(what); }

}  // namespace colonnade::fuzz
