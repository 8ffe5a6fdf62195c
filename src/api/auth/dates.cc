#include "api/auth/dates.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mien::api {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// Whether `text` has the pattern's length, a digit where it has '0' and any character where it has '?', else the same.
bool has_form(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern, [](char c, char p) {
    if (p == '?') return true;
    return p == '0' ? c >= '0' && c <= '9' : c == p;
  });
}

/// The caller has made sure that there are only digits.
int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (const char c : text.substr(at, digits)) value = value * 10 + (c - '0');
  return value;
}

std::optional<std::chrono::sys_seconds> make_time(int year, unsigned month, int day, int hour, int minute, int second) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

void append_digits(std::string& out, int value, std::size_t width) {
  const std::string digits = std::to_string(value);
  out.append(width - std::min(width, digits.size()), '0');
  out += digits;
}

}  // namespace

std::string format_amz_date(std::chrono::sys_seconds at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  std::string text;
  append_digits(text, static_cast<int>(date.year()), 4);
  append_digits(text, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  append_digits(text, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  text += 'T';
  append_digits(text, static_cast<int>(time.hours().count()), 2);
  append_digits(text, static_cast<int>(time.minutes().count()), 2);
  append_digits(text, static_cast<int>(time.seconds().count()), 2);
  text += 'Z';
  return text;
}

std::optional<std::chrono::sys_seconds> parse_amz_date(std::string_view text) {
  if (!has_form(text, "00000000T000000Z")) return std::nullopt;
  return make_time(number_at(text, 0, 4), static_cast<unsigned>(number_at(text, 4, 2)), number_at(text, 6, 2),
                   number_at(text, 9, 2), number_at(text, 11, 2), number_at(text, 13, 2));
}

std::optional<std::chrono::sys_seconds> parse_iso_date(std::string_view text) {
  if (!has_form(text, "0000-00-00T00:00:00Z") && !has_form(text, "0000-00-00T00:00:00.000Z")) return std::nullopt;
  return make_time(number_at(text, 0, 4), static_cast<unsigned>(number_at(text, 5, 2)), number_at(text, 8, 2),
                   number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2));
}

std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text) {
  if (!has_form(text, "???, 00 ??? 0000 00:00:00 GMT") && !has_form(text, "???, 00 ??? 0000 00:00:00 +0000"))
    return std::nullopt;
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  const auto weekday = std::ranges::find(kWeekdays, text.substr(0, 3));
  if (month == kMonths.end() || weekday == kWeekdays.end()) return std::nullopt;
  return make_time(number_at(text, 12, 4), static_cast<unsigned>(month - kMonths.begin()) + 1, number_at(text, 5, 2),
                   number_at(text, 17, 2), number_at(text, 20, 2), number_at(text, 23, 2));
}

}  // namespace mien::api
