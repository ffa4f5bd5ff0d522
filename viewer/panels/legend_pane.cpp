#include "legend_pane.h"

#include <algorithm>

#include <QVBoxLayout>

#include "facts.h"

namespace colonnade::viewer {

LegendPane::LegendPane(Stage& stage, std::function<std::vector<Pane*>()> panes)
    : Pane(stage, "Legend", "What you are looking at."),
      panes_(std::move(panes)),
      story_(new QLabel),
      text_(new QTextBrowser) {
  story_->setTextFormat(Qt::PlainText);  // it changes at each step, and rich text takes long
  story_->setWordWrap(true);
  story_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  story_->setMargin(8);
  story_->setTextInteractionFlags(Qt::NoTextInteraction);
  auto* heading = new QLabel("What happens here");
  QFont large = heading->font();
  large.setBold(true);
  large.setPointSizeF(1.15 * large.pointSizeF());
  heading->setFont(large);
  heading->setContentsMargins(8, 6, 8, 0);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(heading);
  layout->addWidget(story_);
  layout->addWidget(text_, 1);
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
  text_->setHtml(html);
}

}  // namespace colonnade::viewer
