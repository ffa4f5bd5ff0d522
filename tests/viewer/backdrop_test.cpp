#include <QImage>

#include <gtest/gtest.h>

#include "backdrop.h"

namespace colonnade::viewer {
namespace {

TEST(BackdropOfAPane, IsPaintedWhenItsKeyOrSizeChanges) {
  Backdrop backdrop;
  QImage image(40, 30, QImage::Format_RGB32);
  const auto draw = [&](QSize size, const std::string& key, QColor colour) {
    QPainter painter(&image);
    backdrop.draw(painter, size, key, [&](QPainter& inner) { inner.fillRect(QRect({0, 0}, size), colour); });
    painter.end();
    return image.pixelColor(5, 5);
  };
  EXPECT_EQ(draw({40, 30}, "a", Qt::red), Qt::red);
  EXPECT_EQ(draw({40, 30}, "a", Qt::blue), Qt::red) << "kept";
  EXPECT_EQ(backdrop.paintings(), 1);
  EXPECT_EQ(draw({40, 30}, "b", Qt::blue), Qt::blue);
  EXPECT_EQ(draw({20, 30}, "b", Qt::green), Qt::green) << "another size";
  image.setDevicePixelRatio(2);
  EXPECT_EQ(draw({20, 15}, "b", Qt::white), Qt::white) << "another resolution";
  EXPECT_EQ(backdrop.paintings(), 4);
}

}  // namespace
}  // namespace colonnade::viewer
