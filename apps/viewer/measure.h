#pragma once

#include <filesystem>

#include "main_window.h"
#include "paint_meter.h"

namespace colonnade::viewer {

/// Measures the viewer on a recording, and prints what it finds: time to open; steps a second while scrubbing in each
/// layout, and what each pane's share is; memory; frames a second of 100,000 points and hypotheses. Of a recording that
/// grows: how long after sensing its steps are shown.
/// @throws InputError when the recording cannot be opened, or a growing one shows no steps.
void measure(MainWindow& window, PaintMeter& meter, const std::filesystem::path& file);

}  // namespace colonnade::viewer
