#pragma once

#include <functional>
#include <vector>

#include <QLabel>

#include "pane.h"

namespace colonnade::viewer {

/// What am I looking at? For newcomers: what happens at this step, and what each pane shows.
class LegendPane : public Pane {
 public:
  /// @param panes gives those that are to be explained.
  LegendPane(Stage& stage, std::function<std::vector<Pane*>()> panes);

 protected:
  void refresh() override;
  [[nodiscard]] bool concerns(Stage::Change change) const override { return change != Stage::Change::highlight; }

 private:
  std::function<std::vector<Pane*>()> panes_;
  QLabel* story_;
  QLabel* about_;  ///< what each pane shows
  int fitted_width_ = 0;
  QString explained_;  ///< the panes that the text is about
};

}  // namespace colonnade::viewer
