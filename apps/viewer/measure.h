#pragma once

#include <filesystem>

#include "main_window.h"

namespace colonnade::viewer {

/// Measures the viewer on a recording, and prints what it finds: time to open, steps a second while scrubbing with
/// every pane of the layout drawn, frames a second of 100,000 points, delay of a live recording, memory.
/// @throws InputError when the recording cannot be opened.
void measure(MainWindow& window, const std::filesystem::path& file);

}  // namespace colonnade::viewer
