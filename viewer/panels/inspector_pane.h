#pragma once

#include <QPlainTextEdit>

#include "pane.h"

namespace colonnade::viewer {

/// All facts about what is selected or pointed at, as text that can be copied.
class InspectorPane : public Pane {
 public:
  explicit InspectorPane(Stage& stage);
  [[nodiscard]] QString text() const { return text_->toPlainText(); }

 protected:
  void refresh() override;

 private:
  QPlainTextEdit* text_;
};

}  // namespace colonnade::viewer
