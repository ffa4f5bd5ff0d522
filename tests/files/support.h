#pragma once

#include <string>

#include <colonnade/cortex/error.h>

namespace colonnade::files {

/// What an action is refused with; empty where it is not.
template <class Act>
std::string refusal(const Act& act) {
  try {
    (void)act();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

}  // namespace colonnade::files
