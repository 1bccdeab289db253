#include "experiments/harness/cell.h"

#include "experiments/harness/reading.h"
#include "reference/core/sha256.h"

namespace rederive {

Json CellKey::json() const {
  Json object = {{"experiment", experiment}, {"settings", to_json(settings)}, {"seed", seed}, {"data", data}};
  if (!variants.empty()) object["variants"] = variants;
  object["format"] = kFormat;
  return object;
}

CellKey CellKey::from_json(const Json& json) {
  return {.experiment = json.at("experiment").get<std::string>(),
          .settings = settings_from_json(json.at("settings")),
          .seed = static_cast<std::uint64_t>(whole_from_json(json.at("seed"), 0, kMostSeed)),
          .data = json.at("data").get<std::string>(),
          .variants = json.value("variants", "")};
}

std::string CellKey::id() const { return sha256_hex(json().dump()).substr(0, 32); }

std::string picture_digest(const Image& image) {
  return Sha256()
      .add(static_cast<std::uint64_t>(image.height))
      .add(static_cast<std::uint64_t>(image.width))
      .add(std::span<const std::uint8_t>(image.pixels))
      .finish_hex();
}

Json comparable(const CellKey& key, const std::vector<std::string>& columns, const CellResult& result) {
  Json rows = Json::array();
  for (const auto& row : result.rows) {
    Json values = Json::array();
    for (const Value& value : row) values.push_back(to_json(value));
    rows.push_back(std::move(values));
  }
  Json pictures = Json::object();
  for (const Picture& picture : result.pictures) pictures[picture.name] = picture_digest(picture.image);
  return {{"key", key.json()}, {"columns", columns}, {"rows", std::move(rows)}, {"pictures", std::move(pictures)}};
}

}  // namespace rederive
