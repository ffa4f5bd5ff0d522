#include "inspector_pane.h"

#include <QFontDatabase>
#include <QScrollBar>
#include <QVBoxLayout>

#include "facts.h"

namespace colonnade::viewer {

InspectorPane::InspectorPane(Stage& stage)
    : Pane(stage, "Inspector",
           "All facts about what you point at or have clicked, or else about this step. Select the "
           "text to copy it."),
      text_(new QPlainTextEdit) {
  text_->setReadOnly(true);
  text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(text_);
  setMinimumSize(160, 80);
}

void InspectorPane::refresh() {
  const QString now = QString::fromStdString(facts(stage_));
  if (now == text_->toPlainText()) return;
  const int down = text_->verticalScrollBar()->value();  // what is read stays in sight from step to step
  text_->setPlainText(now);
  text_->verticalScrollBar()->setValue(down);
}

}  // namespace colonnade::viewer
