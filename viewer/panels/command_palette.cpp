#include "command_palette.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QTimer>
#include <QVBoxLayout>

namespace colonnade::viewer {

CommandPalette::CommandPalette(const CommandTable& commands, QWidget* parent)
    : QDialog(parent), commands_(commands), query_(new QLineEdit), list_(new QListWidget) {
  setWindowTitle("Find a command");
  resize(460, 380);
  query_->setPlaceholderText("What do you want to do?");
  query_->installEventFilter(this);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(query_);
  layout->addWidget(list_);
  QObject::connect(query_, &QLineEdit::textChanged, this, [this](const QString& text) { fill(text); });
  QObject::connect(query_, &QLineEdit::returnPressed, this, [this] { run(); });
  QObject::connect(list_, &QListWidget::itemActivated, this, [this] { run(); });
  fill({});
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      QCoreApplication::sendEvent(list_, event);
      return true;
    }
  }
  return QDialog::eventFilter(object, event);
}

void CommandPalette::fill(const QString& query) {
  found_ = commands_.matching(query.toStdString());
  list_->clear();
  for (const Command* command : found_) {
    const std::string where = command->menu.empty() ? "" : command->menu + ": ";
    const std::string keys = command->keys.empty() ? "" : "   [" + command->keys + "]";
    auto* item = new QListWidgetItem(QString::fromStdString(where + command->text + keys), list_);
    item->setToolTip(QString::fromStdString(command->tip));
    if (!command->enabled()) item->setFlags(Qt::NoItemFlags);
  }
  list_->setCurrentRow(0);
}

void CommandPalette::run() {
  const int row = list_->currentRow();
  if (row < 0 || row >= static_cast<int>(found_.size())) return;
  const Command* command = found_[static_cast<std::size_t>(row)];
  if (!command->enabled()) return;
  accept();
  QTimer::singleShot(0, parent(), [command] { command->run(); });  // once the palette is gone
}

}  // namespace colonnade::viewer
