#include "experiments/checking/trial.h"

#include <fmt/format.h>

#include "experiments/checking/functions.h"

namespace rederive::checking {

void Trial::remember(std::string_view name, const std::string& value) const {
  const std::string entry = fmt::format(" {}={}", name, value);
  touch();
  if ((text_ + ",").find(entry + ",") != std::string::npos) return;
  text_ += (text_.find(':') == std::string::npos ? ":" : ",") + entry;
}

void Trial::touch() const {
  if (text_.empty()) text_ = fmt::format("trial {}", number_ + 1);
}

Draws Trial::draws(std::string_view name) const {
  touch();
  return Draws(Stream(seed_, name, {static_cast<std::uint64_t>(number_)}));
}

int Trial::size(std::string_view name, int least, int most) const {
  Draws draws(Stream(seed_, name, {static_cast<std::uint64_t>(number_)}));
  const int value = least + static_cast<int>(draws.below(static_cast<std::uint32_t>(most - least + 1)));
  remember(name, std::to_string(value));
  return value;
}

double Trial::number(std::string_view name, double low, double high) const {
  Draws draws(Stream(seed_, name, {static_cast<std::uint64_t>(number_)}));
  const double value = draws.uniform(low, high);
  remember(name, fmt::format("{:.6g}", value));
  return value;
}

double Trial::scale() const {
  constexpr double kScales[] = {1, 1e-2, 30};
  const double value = kScales[number_ % 3];
  remember("scale", fmt::format("{:g}", value));
  return value;
}

Matrix64 Trial::matrix(std::string_view name, int rows, int cols, double sd) const {
  Draws random = draws(name);
  Matrix64 result(rows, cols);
  for (int i = 0; i < result.size(); ++i) result[i] = sd * random.normal();
  return result;
}

Matrix64 Trial::uniform(std::string_view name, int rows, int cols, double low, double high) const {
  Draws random = draws(name);
  Matrix64 result(rows, cols);
  for (int i = 0; i < result.size(); ++i) result[i] = random.uniform(low, high);
  return result;
}

Matrix64 Trial::distribution(std::string_view name, int n) const { return softmax(vector(name, n)); }

Matrix64 Trial::bits(std::string_view name, int rows, int cols, double p) const {
  return map(uniform(name, rows, cols, 0, 1), [p](double u) { return u < p ? 1.0 : 0.0; });
}

}  // namespace rederive::checking
