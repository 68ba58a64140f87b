#include "stdlib/features/convex_hull.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <tuple>

#include "stdlib/features/diameter.hpp"
#include "stdlib/features/plane_hull.hpp"

namespace rgx::features {

namespace {

using P = std::array<std::int32_t, 3>;
using V = std::array<std::int64_t, 3>;

V minus(const P& a, const P& b) {
  return {static_cast<std::int64_t>(a[0]) - b[0], static_cast<std::int64_t>(a[1]) - b[1],
          static_cast<std::int64_t>(a[2]) - b[2]};
}
V cross(const V& a, const V& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
std::int64_t dot(const V& a, const V& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Each plane of equal z to the corners of its own hull.
std::vector<P> thin(std::vector<P> points) {
  std::sort(points.begin(), points.end(),
            [](const P& a, const P& b) { return std::tie(a[2], a[1], a[0]) < std::tie(b[2], b[1], b[0]); });
  points.erase(std::unique(points.begin(), points.end()), points.end());
  std::vector<P> out;
  std::vector<PlanePoint> plane;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t j = i;
    plane.clear();
    for (; j < points.size() && points[j][2] == points[i][2]; ++j) plane.push_back({points[j][0], points[j][1]});
    keep_hull(plane);
    for (const PlanePoint& p : plane) out.push_back({p[0], p[1], points[i][2]});
    i = j;
  }
  return out;
}

struct Face {
  std::array<int, 3> corner;  // counter-clockwise from outside
  std::array<int, 3> beyond;  // the face on the other side of the edge from corner e to corner e + 1
  V normal;
  std::int64_t offset;
  std::vector<int> above;  // points that see the face; a point not yet inside belongs to one face
  bool gone = false;
};

class Builder {
 public:
  explicit Builder(std::vector<P> points) : points_(std::move(points)) {}

  std::vector<Face> run() {
    start();
    for (std::size_t f = 0; f < faces_.size(); ++f) {
      if (!faces_[f].gone && !faces_[f].above.empty()) grow(static_cast<int>(f));
    }
    std::erase_if(faces_, [](const Face& f) { return f.gone; });
    return std::move(faces_);
  }
  const std::vector<P>& points() const { return points_; }

 private:
  const P& at(int i) const { return points_[static_cast<std::size_t>(i)]; }
  Face& face(int f) { return faces_[static_cast<std::size_t>(f)]; }

  Face make(int a, int b, int c) const {
    const V n = cross(minus(at(b), at(a)), minus(at(c), at(a)));
    return {{a, b, c}, {-1, -1, -1}, n, dot(n, {at(a)[0], at(a)[1], at(a)[2]}), {}};
  }
  std::int64_t height(const Face& f, int i) const { return dot(f.normal, {at(i)[0], at(i)[1], at(i)[2]}) - f.offset; }

  // A first tetrahedron of points as far apart as a cheap search finds.
  void start() {
    const int n = static_cast<int>(points_.size());
    if (n < 4) throw std::invalid_argument("a hull needs four points");
    const auto farthest = [n](auto&& measure) {
      int best = 0;
      std::int64_t most = 0;
      for (int i = 0; i < n; ++i) {
        const std::int64_t m = measure(i);
        if (m > most) {
          most = m;
          best = i;
        }
      }
      if (most == 0) throw std::invalid_argument("a hull needs points that do not lie in one plane");
      return best;
    };
    const int a = 0;
    const int b = farthest([&](int i) { return dot(minus(at(i), at(a)), minus(at(i), at(a))); });
    const int c = farthest([&](int i) {
      const V x = cross(minus(at(b), at(a)), minus(at(i), at(a)));
      return std::abs(x[0]) + std::abs(x[1]) + std::abs(x[2]);
    });
    const Face base = make(a, b, c);
    const int d = farthest([&](int i) { return std::abs(height(base, i)); });
    const bool higher = height(base, d) > 0;
    const int p = higher ? c : b, q = higher ? b : c;  // so that d is below a, p, q
    faces_ = {make(a, p, q), make(a, d, p), make(p, d, q), make(q, d, a)};
    faces_[0].beyond = {1, 2, 3};
    faces_[1].beyond = {3, 2, 0};
    faces_[2].beyond = {1, 3, 0};
    faces_[3].beyond = {2, 1, 0};
    begins_.assign(points_.size(), -1);
    mark_.assign(4, 0);
    for (int i = 0; i < n; ++i) assign(i, 0);
  }

  // To the first face from `from` on that it sees; a point that sees none is inside for good.
  void assign(int i, std::size_t from) {
    for (std::size_t f = from; f < faces_.size(); ++f) {
      if (height(faces_[f], i) > 0) {
        faces_[f].above.push_back(i);
        return;
      }
    }
  }

  // The farthest point above face f joins the hull: the faces it sees go (they hang together around f), and the edges
  // between those and the ones that stay get new faces to the point.
  void grow(int f) {
    int apex = -1;
    std::int64_t most = 0;
    for (const int i : face(f).above) {
      const std::int64_t h = height(face(f), i);
      if (h > most) {
        most = h;
        apex = i;
      }
    }
    ++round_;
    seen_ = {f};
    mark_[static_cast<std::size_t>(f)] = round_;
    rim_.clear();
    for (std::size_t s = 0; s < seen_.size(); ++s) {
      const int here = seen_[s];
      face(here).gone = true;
      for (std::size_t e = 0; e < 3; ++e) {
        const int next = face(here).beyond[e];
        if (mark_[static_cast<std::size_t>(next)] == round_) continue;
        if (height(face(next), apex) > 0) {
          mark_[static_cast<std::size_t>(next)] = round_;
          seen_.push_back(next);
        } else {
          rim_.push_back({face(here).corner[e], face(here).corner[(e + 1) % 3], next});
        }
      }
    }
    const std::size_t first_new = faces_.size();
    for (const Edge& e : rim_) {
      const int place = static_cast<int>(faces_.size());
      Face fresh = make(e.from, e.to, apex);
      fresh.beyond[0] = e.beyond;
      const auto& there = face(e.beyond).corner;  // which walks the edge the other way
      face(e.beyond).beyond[there[0] == e.to ? 0 : there[1] == e.to ? 1 : 2] = place;
      begins_[static_cast<std::size_t>(e.from)] = place;
      faces_.push_back(std::move(fresh));
      mark_.push_back(0);
    }
    for (std::size_t k = first_new; k < faces_.size(); ++k) {
      const int follower = begins_[static_cast<std::size_t>(faces_[k].corner[1])];
      faces_[k].beyond[1] = follower;
      face(follower).beyond[2] = static_cast<int>(k);
    }
    for (const int s : seen_) {
      const std::vector<int> left = std::move(face(s).above);
      face(s).above = {};
      for (const int i : left) {
        if (i != apex) assign(i, first_new);
      }
    }
  }

  struct Edge {
    int from, to, beyond;
  };
  std::vector<P> points_;
  std::vector<Face> faces_;
  std::vector<int> mark_;    // the round in which a face was seen
  std::vector<int> begins_;  // the newest face whose rim edge begins at a point
  std::vector<int> seen_;
  std::vector<Edge> rim_;
  int round_ = 0;
};

}  // namespace

Hull convex_hull(std::vector<P> points) {
  Builder builder(thin(std::move(points)));
  const std::vector<Face> faces = builder.run();
  std::vector<int> place(builder.points().size(), -1);
  Hull hull;
  for (const Face& f : faces) {
    P t{};
    for (std::size_t c = 0; c < 3; ++c) {
      int& at = place[static_cast<std::size_t>(f.corner[c])];
      if (at < 0) {
        at = static_cast<int>(hull.points.size());
        hull.points.push_back(builder.points()[static_cast<std::size_t>(f.corner[c])]);
      }
      t[c] = at;
    }
    hull.triangles.push_back(t);
  }
  return hull;
}

double hull_volume(const Hull& hull, const std::array<double, 3>& half_spacing) {
  std::int64_t six_volumes = 0;
  for (const auto& t : hull.triangles) {
    const auto corner = [&](std::size_t i) {
      return minus(hull.points[static_cast<std::size_t>(t[i])], hull.points[0]);
    };
    six_volumes += dot(corner(0), cross(corner(1), corner(2)));
  }
  return static_cast<double>(six_volumes) / 6 * half_spacing[0] * half_spacing[1] * half_spacing[2];
}

double hull_area(const Hull& hull, const std::array<double, 3>& s) {
  double area = 0;
  for (const auto& t : hull.triangles) {
    const auto corner = [&](std::size_t i) -> const P& { return hull.points[static_cast<std::size_t>(t[i])]; };
    const V n = cross(minus(corner(1), corner(0)), minus(corner(2), corner(0)));
    area += 0.5 * std::hypot(static_cast<double>(n[0]) * s[1] * s[2], static_cast<double>(n[1]) * s[2] * s[0],
                             static_cast<double>(n[2]) * s[0] * s[1]);
  }
  return area;
}

double hull_diameter(const Hull& hull, const std::array<double, 3>& half_spacing) {
  return largest_distance(hull.points, half_spacing);
}

}  // namespace rgx::features
