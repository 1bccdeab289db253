#include "experiments/harness/digest_book.h"

#include <fmt/format.h>

#include "experiments/harness/console.h"
#include "experiments/harness/reading.h"

namespace rederive {
namespace {

// No item or part has a line break in it.
std::string key(const std::string& item, const std::string& part) { return item + "\n" + part; }

}  // namespace

std::string Place::text() const {
  return fmt::format("{}{}, {} thread{}", variant.empty() ? "" : variant + " on ", target, threads,
                     threads == 1 ? "" : "s");
}

void DigestBook::diverged(const Entry& entry, const std::string& second, const std::string& digest,
                          const std::string& repeat) {
  if (!diverged_.insert(entry.item).second) return;
  divergences_.push_back({.item = entry.item,
                          .part = entry.part,
                          .first = entry.place.text(),
                          .second = second,
                          .first_digest = entry.digest,
                          .second_digest = digest,
                          .repeat = repeat});
}

void DigestBook::add(const std::string& item, const std::string& part, const std::string& digest, const Place& place,
                     const std::string& pattern) {
  Entry entry{.item = item, .part = part, .digest = digest, .pattern = pattern, .place = place};
  const auto [at, is_new] = places_.try_emplace(key(item, part), entries_.size());
  if (is_new) {
    entries_.push_back(std::move(entry));
    return;
  }
  ++compared_;
  const Entry& known = entries_[at->second];
  if (known.digest == digest) return;
  const Place& other = known.place;
  const std::string targets = other.target == place.target ? place.target : other.target + "," + place.target;
  const std::string threads = other.threads == place.threads ? fmt::format("{}", place.threads)
                                                             : fmt::format("{},{}", other.threads, place.threads);
  diverged(known, place.text(), digest,
           fmt::format("rederive verify-bits {} --targets {} --threads {}", shell_word(pattern), targets, threads));
}

DigestBook::Against DigestBook::compare(const Json& digests, const std::string& file) {
  std::unordered_map<std::string, std::string> there;
  for (const Json& entry : list_from_json(digests, "'digests'")) {
    there[key(entry.at("item").get<std::string>(), entry.at("part").get<std::string>())] =
        entry.at("digest").get<std::string>();
  }
  Against against;
  for (const Entry& entry : entries_) {
    const auto found = there.find(key(entry.item, entry.part));
    if (found == there.end()) {
      ++against.only_here;
      continue;
    }
    ++against.compared;
    if (found->second == entry.digest) continue;
    diverged(entry, file, found->second,
             fmt::format("rederive verify-bits {} --targets {} --threads {} --against {}", shell_word(entry.pattern),
                         entry.place.target, entry.place.threads, shell_word(file)));
  }
  against.only_there = there.size() - against.compared;
  compared_ += against.compared;
  return against;
}

Json DigestBook::json() const {
  Json list = Json::array();
  for (const Entry& entry : entries_) {
    list.push_back({{"item", entry.item}, {"part", entry.part}, {"digest", entry.digest}});
  }
  return list;
}

}  // namespace rederive
