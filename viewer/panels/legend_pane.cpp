#include "legend_pane.h"

#include <algorithm>

#include <QScrollArea>
#include <QVBoxLayout>

#include "facts.h"

namespace colonnade::viewer {

namespace {

QLabel* text_label(Qt::TextFormat format) {
  auto* label = new QLabel;
  label->setTextFormat(format);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  label->setMargin(8);
  label->setTextInteractionFlags(Qt::NoTextInteraction);
  return label;
}

}  // namespace

LegendPane::LegendPane(Stage& stage, std::function<std::vector<Pane*>()> panes)
    : Pane(stage, "Legend", "What you are looking at."),
      panes_(std::move(panes)),
      story_(text_label(Qt::PlainText)),  // it changes at each step, and rich text takes long
      about_(text_label(Qt::RichText)) {
  auto* heading = new QLabel("What happens here");
  QFont large = heading->font();
  large.setBold(true);
  large.setPointSizeF(1.15 * large.pointSizeF());
  heading->setFont(large);
  heading->setContentsMargins(8, 6, 8, 0);
  auto* text = new QWidget;
  auto* lines = new QVBoxLayout(text);
  lines->setContentsMargins(0, 0, 0, 0);
  lines->setSpacing(0);
  lines->addWidget(heading);
  lines->addWidget(story_);
  lines->addWidget(about_, 1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setWidgetResizable(true);
  scroll->setWidget(text);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);
  setMinimumSize(160, 100);
}

void LegendPane::refresh() {
  story_->setText(QString::fromStdString(story(stage_)));
  // Room for the longest story so far: the text below it does not jump from step to step.
  const int before = story_->width() == fitted_width_ ? story_->minimumHeight() : 0;
  fitted_width_ = story_->width();
  story_->setMinimumHeight(std::max(before, story_->heightForWidth(fitted_width_)));
  QString html = "<h3>The panes</h3>";
  for (const Pane* pane : panes_()) {
    if (pane == this || !pane->isVisible()) continue;
    html += "<p><b>" + pane->name() + "</b>: " + pane->about().toHtmlEscaped() + "</p>";
  }
  if (html == explained_) return;
  explained_ = html;
  about_->setText(html);
}

}  // namespace colonnade::viewer
