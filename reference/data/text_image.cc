#include "reference/data/text_image.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace rederive {
namespace {

constexpr Index kHeight = 7;
constexpr Index kWidth = 5;

struct Letter {
  char name;
  std::array<std::string_view, kHeight> rows;
};

constexpr Letter kLetters[] = {
    {' ', {"     ", "     ", "     ", "     ", "     ", "     ", "     "}},
    {'A', {" ### ", "#   #", "#   #", "#####", "#   #", "#   #", "#   #"}},
    {'D', {"#### ", "#   #", "#   #", "#   #", "#   #", "#   #", "#### "}},
    {'E', {"#####", "#    ", "#    ", "#### ", "#    ", "#    ", "#####"}},
    {'G', {" ### ", "#   #", "#    ", "# ###", "#   #", "#   #", " ### "}},
    {'I', {" ### ", "  #  ", "  #  ", "  #  ", "  #  ", "  #  ", " ### "}},
    {'L', {"#    ", "#    ", "#    ", "#    ", "#    ", "#    ", "#####"}},
    {'M', {"#   #", "## ##", "# # #", "#   #", "#   #", "#   #", "#   #"}},
    {'N', {"#   #", "##  #", "# # #", "#  ##", "#   #", "#   #", "#   #"}},
    {'O', {" ### ", "#   #", "#   #", "#   #", "#   #", "#   #", " ### "}},
    {'R', {"#### ", "#   #", "#   #", "#### ", "# #  ", "#  # ", "#   #"}},
    {'S', {" ####", "#    ", "#    ", " ### ", "    #", "    #", "#### "}},
};

const Letter& letter(char name) {
  const auto* found =
      std::find_if(std::begin(kLetters), std::end(kLetters), [&](const Letter& l) { return l.name == name; });
  if (found == std::end(kLetters)) throw UsageError(std::string("there is no picture of the letter '") + name + "'");
  return *found;
}

}  // namespace

Matrix text_image(const std::vector<std::string>& lines, int scale) {
  if (lines.empty() || scale < 1) throw UsageError("a picture of words wants a line of them and a scale of at least 1");
  std::size_t longest = 0;
  for (const std::string& line : lines) longest = std::max(longest, line.size());
  Matrix image((std::ssize(lines) * (kHeight + 1) + 1) * scale,
               (static_cast<Index>(longest) * (kWidth + 1) + 1) * scale);
  for (Index l = 0; l < std::ssize(lines); ++l) {
    const std::string& line = lines[static_cast<std::size_t>(l)];
    for (Index k = 0; k < std::ssize(line); ++k) {
      const Letter& shape = letter(line[static_cast<std::size_t>(k)]);
      const Index top = (l * (kHeight + 1) + 1) * scale;
      const Index left = (k * (kWidth + 1) + 1) * scale;
      for (Index i = 0; i < kHeight * scale; ++i) {
        for (Index j = 0; j < kWidth * scale; ++j) {
          const bool ink = shape.rows[static_cast<std::size_t>(i / scale)][static_cast<std::size_t>(j / scale)] == '#';
          image(top + i, left + j) = ink ? 1.0F : 0.0F;
        }
      }
    }
  }
  return image;
}

}  // namespace rederive
