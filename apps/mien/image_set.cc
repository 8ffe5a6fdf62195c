#include "image_set.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <thread>

#include "files.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;

struct Picture {
  fs::path path;
  std::string person, name, group;
};

bool is_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
  return extension == ".jpg" || extension == ".jpeg" || extension == ".png" || extension == ".webp";
}

std::vector<Picture> list_pictures(const fs::path& root) {
  std::vector<Picture> pictures;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file() || !is_picture(entry.path())) continue;
    const fs::path below = fs::relative(entry.path(), root);
    if (std::distance(below.begin(), below.end()) < 2) continue;  // Not in a person's folder.
    const std::string person = below.begin()->string();
    const fs::path group = below.parent_path().lexically_relative(*below.begin());
    const std::string group_name = group == "." ? "" : group.string();
    const std::string stem = below.stem().string();
    // LFW's files begin with the person's name already.
    const std::string name =
        stem.starts_with(person) ? stem : person + "/" + (group_name.empty() ? "" : group_name + "/") + stem;
    pictures.push_back({entry.path(), person, name, group_name});
  }
  std::ranges::sort(pictures, {}, &Picture::name);
  return pictures;
}

/// LFW's pictures were cut around the labelled person, who is not always the largest: nearness to the middle counts.
/// score x (0.2 + 1 / (1 + d / 40)), d in pixels from the picture's centre.
const ReadFace* central_face(const ReadImage& image) {
  const ReadFace* best = nullptr;
  double best_score = -1;
  for (const ReadFace& face : image.faces) {
    const double dx = (face.face.box.left + face.face.box.width / 2 - 0.5) * image.width_px;
    const double dy = (face.face.box.top + face.face.box.height / 2 - 0.5) * image.height_px;
    const double score = face.face.confidence_pct * (0.2 + 1 / (1 + std::hypot(dx, dy) / 40));
    if (score > best_score) best = &face, best_score = score;
  }
  return best;
}

std::optional<Embedding> read_one(app::Analyser& analyser, const Picture& picture, FaceChoice choice) {
  const auto bytes = read_file(picture.path);
  if (!bytes) return std::nullopt;
  FaceReader::Options options{.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = limits::kObjectImageBytesMax};
  options.side_px_min = 16;  // Evaluation sets have pictures that the service would refuse.
  options.which = choice == FaceChoice::kLargest ? FaceReader::Which::kLargest : FaceReader::Which::kAll;
  options.embeddings_max = choice == FaceChoice::kLargest ? 1 : limits::kFacesPerImageMax;
  const auto image = analyser.read(*bytes, options);
  if (!image || image->faces.empty()) return std::nullopt;
  const ReadFace* face = choice == FaceChoice::kLargest ? &image->faces.front() : central_face(*image);
  return face->embedding;
}

}  // namespace

Result<ImageSet> read_image_set(const fs::path& root, FaceChoice choice,
                                const std::vector<app::eval::NamedPair>& needed,
                                std::vector<std::unique_ptr<app::Analyser>>& analysers) {
  std::error_code error;
  if (!fs::is_directory(root, error))
    return fail(ErrorCode::kInvalidArgument,
                root.string() + " is no folder. It must hold a folder of pictures for each person.");
  const auto pictures = list_pictures(root);
  if (pictures.empty())
    return fail(ErrorCode::kInvalidArgument,
                root.string() + " has no pictures: it must hold a folder for each person.");

  for (const app::eval::NamedPair& pair : needed)
    for (const std::string& name : {pair.a, pair.b})
      if (!std::ranges::binary_search(pictures, name, {}, &Picture::name))
        return fail(ErrorCode::kInvalidArgument, "The pairs file names " + name + ", which is not among the " +
                                                     std::to_string(pictures.size()) + " pictures of " + root.string() +
                                                     ". It must hold a folder of pictures for each person.");

  ImageSet set;
  for (const Picture& p : pictures) set.samples.push_back({p.person, p.name, p.group, std::nullopt});
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next{0};
  {
    std::vector<std::jthread> workers;
    for (auto& analyser : analysers)
      workers.emplace_back([&, worker = analyser.get()] {
        for (std::size_t i = next++; i < pictures.size(); i = next++)
          set.samples[i].embedding = read_one(*worker, pictures[i], choice);
      });
  }
  set.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const auto& sample : set.samples)
    if (!sample.embedding) set.not_found.push_back(sample.name);
  return set;
}

}  // namespace mien::cli
