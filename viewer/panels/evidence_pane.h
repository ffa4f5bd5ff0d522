#pragma once

#include <optional>
#include <vector>

#include "backdrop.h"
#include "drawing_tools.h"
#include "pane.h"

namespace colonnade::viewer {

/// A curve of evidence for each of the likeliest objects, over the steps of the episode.
class EvidencePane : public Pane {
 public:
  explicit EvidencePane(Stage& stage);

 protected:
  void refresh() override;
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  struct Curve {
    std::uint32_t object;
    float best;
    bool truth;
  };
  [[nodiscard]] int step_at(double x) const;
  /// The object whose name in the legend is there, if any.
  [[nodiscard]] std::optional<std::uint32_t> named_at(const QPointF& at) const;
  /// How many names of curves the legend has room for; when not all, its last line counts the others.
  [[nodiscard]] std::size_t named() const;
  [[nodiscard]] PlotArea area_now() const;
  void find_curves(const recording::EpisodeRecord& episode);
  void draw_plot(QPainter& painter, const PlotArea& area) const;
  void draw_curve(QPainter& painter, const PlotArea& area, std::uint32_t object) const;
  void draw_decision(QPainter& painter, const PlotArea& area) const;

  std::vector<Curve> curves_;  ///< those that are drawn, best first
  std::size_t undrawn_ = 0;    ///< objects with evidence that have no curve
  int steps_ = 0;
  float low_ = 0;
  float high_ = 1;
  std::string known_;  ///< what the curves were made of
  Backdrop plot_;
};

}  // namespace colonnade::viewer
