#pragma once

#include <vector>

#include "pane.h"

namespace colonnade::viewer {

/// A curve of evidence for each object, over the steps of the episode.
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

  std::vector<Curve> curves_;  ///< those that are drawn, best first
  int steps_ = 0;
  double left_ = 0;
  double right_ = 1;
};

}  // namespace colonnade::viewer
