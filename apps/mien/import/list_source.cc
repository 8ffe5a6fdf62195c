#include "import/list_source.h"

#include "core/ascii.h"
#include "files.h"
#include "import/csv_list.h"
#include "import/json_lines.h"

namespace mien::importing {

namespace fs = std::filesystem;

ListSource::Form ListSource::form_of(const fs::path& file, std::string_view text) {
  const std::string extension = lower_case(file.extension().string());
  if (extension == ".jsonl" || extension == ".ndjson") return Form::kJsonLines;
  if (extension == ".csv") return Form::kCsv;
  const auto first = text.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  return first != std::string_view::npos && text[first] == '{' ? Form::kJsonLines : Form::kCsv;
}

Result<Listing> ListSource::list() const {
  const auto text = cli::read_text(file_, kListBytesMax);
  if (!text)
    return fail(ErrorCode::kInvalidArgument, "Cannot read the list " + file_.string() + ": " + text.error().why + ".");
  switch (form_of(file_, *text)) {
    case Form::kCsv:
      return list_csv(ids_, *text, collection_);
    case Form::kJsonLines:
      return list_json_lines(ids_, *text, collection_);
  }
  return fail(ErrorCode::kInternal, "The list has no form.");
}

std::string ListSource::path_of(const PhotoRef& photo) const {
  return (file_.parent_path() / fs::path(photo.file)).string();  // An absolute one stays as it is.
}

Usable<PhotoStamp> ListSource::stamp(const PhotoRef& photo) const {
  if (is_s3_url(photo.file)) return s3_.stamp(photo.file);
  return stamp_photo_file(path_of(photo), Links::kFollow);
}

Usable<ReadPhoto> ListSource::read(const PhotoRef& photo) const {
  if (is_s3_url(photo.file)) return s3_.read(photo.file);
  return read_photo_file(path_of(photo), Links::kFollow);
}

}  // namespace mien::importing
