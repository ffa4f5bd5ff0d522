#include "legend_pane.h"

#include <QVBoxLayout>

#include "facts.h"

namespace colonnade::viewer {

LegendPane::LegendPane(Stage& stage, std::function<std::vector<Pane*>()> panes)
    : Pane(stage, "Legend", "What you are looking at."), panes_(std::move(panes)), text_(new QTextBrowser) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(text_);
  setMinimumSize(160, 100);
}

void LegendPane::refresh() {
  QString html = "<h3>What happens here</h3><p>" +
                 QString::fromStdString(story(stage_)).toHtmlEscaped().replace("\n", "<br>") + "</p>";
  html += "<h3>The panes</h3>";
  for (const Pane* pane : panes_()) {
    if (pane == this || !pane->isVisible()) continue;
    html += "<p><b>" + pane->name() + "</b>: " + pane->about().toHtmlEscaped() + "</p>";
  }
  text_->setHtml(html);
}

}  // namespace colonnade::viewer
