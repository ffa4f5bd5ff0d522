#pragma once

#include <string>

#include "memory_impl.h"

namespace colonnade::cortex::storage {

/// What an object from a file has that learning cannot make, for a message: which segment, view or outline, and the
/// value. Empty where there is nothing: then it can be recognised, and learned on, without harm.
[[nodiscard]] std::string what_is_wrong(const LearnedObject& object);

}  // namespace colonnade::cortex::storage
