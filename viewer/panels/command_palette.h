#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

#include "commands.h"

namespace colonnade::viewer {

/// Type a few letters of what you want to do, press Enter.
class CommandPalette : public QDialog {
 public:
  CommandPalette(const CommandTable& commands, QWidget* parent);

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  void fill(const QString& query);
  void run();

  const CommandTable& commands_;
  QLineEdit* query_;
  QListWidget* list_;
  std::vector<const Command*> found_;
};

}  // namespace colonnade::viewer
