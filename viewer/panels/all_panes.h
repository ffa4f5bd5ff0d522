#pragma once

#include "main_window.h"

namespace colonnade::viewer {

/// Gives the window every pane that shows recordings, and the rows of the command table that belong to them.
void add_all_panes(MainWindow& window);

}  // namespace colonnade::viewer
