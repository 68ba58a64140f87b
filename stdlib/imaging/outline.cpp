#include "stdlib/imaging/outline.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace rgx::stdlib {

std::string outline_path(std::int64_t columns, std::int64_t rows,
                         const std::function<bool(std::int64_t column, std::int64_t row)>& inside) {
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(columns * rows));
  for (std::int64_t y = 0; y < rows; ++y)
    for (std::int64_t x = 0; x < columns; ++x) cells[static_cast<std::size_t>(x + columns * y)] = inside(x, y) ? 1 : 0;
  const auto in = [&](std::int64_t x, std::int64_t y) {
    return x >= 0 && y >= 0 && x < columns && y < rows && cells[static_cast<std::size_t>(x + columns * y)] != 0;
  };
  // Edges run with the inside on their right hand: 0 to the right, 1 down, 2 to the left, 3 up.
  const auto edge = [&](std::int64_t x, std::int64_t y, int way) {
    switch (way) {
      case 0:
        return in(x, y) && !in(x, y - 1);
      case 1:
        return in(x - 1, y) && !in(x, y);
      case 2:
        return in(x - 1, y - 1) && !in(x - 1, y);
      default:
        return in(x, y - 1) && !in(x - 1, y - 1);
    }
  };
  constexpr std::array<std::int64_t, 4> dx{1, 0, -1, 0}, dy{0, 1, 0, -1};
  // Every border has an edge that runs to the right; those that were walked are marked by their first corner.
  std::vector<std::uint8_t> walked(static_cast<std::size_t>(columns * (rows + 1)));
  std::string path;
  for (std::int64_t y0 = 0; y0 <= rows; ++y0)
    for (std::int64_t x0 = 0; x0 < columns; ++x0) {
      if (!edge(x0, y0, 0) || walked[static_cast<std::size_t>(x0 + columns * y0)] != 0) continue;
      path += "M" + std::to_string(x0) + " " + std::to_string(y0);
      std::int64_t x = x0, y = y0, run = 0;
      int way = 0;
      do {
        if (way == 0) walked[static_cast<std::size_t>(x + columns * y)] = 1;
        x += dx[static_cast<std::size_t>(way)];
        y += dy[static_cast<std::size_t>(way)];
        ++run;
        int next = way;
        for (const int turn : {1, 0, 3})  // to the right first: corners that touch stay apart
          if (edge(x, y, (way + turn) % 4)) {
            next = (way + turn) % 4;
            break;
          }
        const bool home = x == x0 && y == y0 && next == 0;
        if (next == way && !home) continue;
        // The last edge back to the start is drawn by `z`.
        if (!home) path += std::string(way % 2 == 0 ? "h" : "v") + std::to_string(way == 0 || way == 1 ? run : -run);
        run = 0;
        way = next;
        if (home) break;
      } while (true);
      path += "z";
    }
  return path;
}

}  // namespace rgx::stdlib
