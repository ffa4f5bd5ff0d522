#pragma once

#include <string>

#include "stage.h"

namespace colonnade::viewer {

/// All facts about what is highlighted, or else about the step under the cursor, one a line.
[[nodiscard]] std::string facts(const Stage& stage);

/// What happens at this step, in sentences for newcomers.
[[nodiscard]] std::string story(const Stage& stage);

}  // namespace colonnade::viewer
