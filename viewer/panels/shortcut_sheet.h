#pragma once

#include <QDialog>

#include "commands.h"

namespace colonnade::viewer {

/// All commands that have keys, by menu.
class ShortcutSheet : public QDialog {
 public:
  ShortcutSheet(const CommandTable& commands, QWidget* parent);
};

}  // namespace colonnade::viewer
