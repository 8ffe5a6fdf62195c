#include "api/rekognition/service_table.h"

#include <algorithm>
#include <array>

#include "core/limits.h"

namespace mien::api::rekognition {
namespace {

using enum ShapeType;

constexpr std::array<std::string_view, 14> kAttributeNames = {
    "DEFAULT",   "ALL",    "AGE_RANGE",  "BEARD",    "EMOTIONS",      "EYE_DIRECTION", "EYEGLASSES",
    "EYES_OPEN", "GENDER", "MOUTH_OPEN", "MUSTACHE", "FACE_OCCLUDED", "SMILE",         "SUNGLASSES"};
constexpr std::array<std::string_view, 5> kQualityFilterNames = {"NONE", "AUTO", "LOW", "MEDIUM", "HIGH"};

constexpr Shape kCollectionId{.type = kString, .min = 1, .max = 255, .pattern = Pattern::kCollectionId};
constexpr Shape kExternalImageId{.type = kString, .min = 1, .max = 255, .pattern = Pattern::kUserId};
constexpr Shape kUserId{.type = kString, .min = 1, .max = 128, .pattern = Pattern::kUserId};
constexpr Shape kFaceId{.type = kString, .pattern = Pattern::kFaceId};
constexpr Shape kFaceIds{.type = kList, .min = 1, .max = 4096, .element = &kFaceId};
constexpr Shape kPaginationToken{.type = kString, .max = 255};
constexpr Shape kMaxResults{.type = kInteger, .min = 0, .max = kMaxResultsMax};
constexpr Shape kPercent{.type = kFloat, .min = 0, .max = 100};
constexpr Shape kMaxFaces{.type = kInteger, .min = 1, .max = 4096};
constexpr Shape kMaxFacesToIndex{.type = kInteger, .min = 1};
constexpr Shape kQualityFilter{.type = kString, .values = kQualityFilterNames};
constexpr Shape kAttribute{.type = kString, .values = kAttributeNames};
constexpr Shape kAttributes{.type = kList, .element = &kAttribute};
constexpr Shape kTagKey{.type = kString, .min = 1, .max = 128, .pattern = Pattern::kTagKey};
constexpr Shape kTagValue{.type = kString, .min = 0, .max = 256, .pattern = Pattern::kTagValue};
constexpr Shape kTags{.type = kMap, .min = 0, .max = 200, .element = &kTagValue, .key = &kTagKey};

constexpr Shape kImageBytes{.type = kBlob, .min = 1, .max = limits::kInlineImageBytesMax};
constexpr Shape kS3Bucket{.type = kString, .min = 3, .max = 255, .pattern = Pattern::kS3Bucket};
constexpr Shape kS3Name{.type = kString, .min = 1, .max = 1024};
constexpr std::array<Member, 3> kS3ObjectMembers = {
    {{"Bucket", &kS3Bucket}, {"Name", &kS3Name}, {"Version", &kS3Name}}};
constexpr Shape kS3Object{.type = kStructure, .members = kS3ObjectMembers};
constexpr std::array<Member, 2> kImageMembers = {{{"Bytes", &kImageBytes}, {"S3Object", &kS3Object}}};
constexpr Shape kImage{.type = kStructure, .members = kImageMembers};

constexpr std::array<Member, 4> kCompareFacesMembers = {{{"SourceImage", &kImage, true},
                                                         {"TargetImage", &kImage, true},
                                                         {"SimilarityThreshold", &kPercent},
                                                         {"QualityFilter", &kQualityFilter}}};
constexpr std::array<Member, 2> kCreateCollectionMembers = {{{"CollectionId", &kCollectionId, true}, {"Tags", &kTags}}};
constexpr std::array<Member, 1> kOneCollectionMembers = {{{"CollectionId", &kCollectionId, true}}};
constexpr std::array<Member, 2> kDeleteFacesMembers = {
    {{"CollectionId", &kCollectionId, true}, {"FaceIds", &kFaceIds, true}}};
constexpr std::array<Member, 2> kDetectFacesMembers = {{{"Image", &kImage, true}, {"Attributes", &kAttributes}}};
constexpr std::array<Member, 6> kIndexFacesMembers = {{{"CollectionId", &kCollectionId, true},
                                                       {"Image", &kImage, true},
                                                       {"ExternalImageId", &kExternalImageId},
                                                       {"DetectionAttributes", &kAttributes},
                                                       {"MaxFaces", &kMaxFacesToIndex},
                                                       {"QualityFilter", &kQualityFilter}}};
constexpr std::array<Member, 2> kListCollectionsMembers = {
    {{"NextToken", &kPaginationToken}, {"MaxResults", &kMaxResults}}};
constexpr std::array<Member, 5> kListFacesMembers = {{{"CollectionId", &kCollectionId, true},
                                                      {"NextToken", &kPaginationToken},
                                                      {"MaxResults", &kMaxResults},
                                                      {"UserId", &kUserId},
                                                      {"FaceIds", &kFaceIds}}};
constexpr std::array<Member, 4> kSearchFacesMembers = {{{"CollectionId", &kCollectionId, true},
                                                        {"FaceId", &kFaceId, true},
                                                        {"MaxFaces", &kMaxFaces},
                                                        {"FaceMatchThreshold", &kPercent}}};
constexpr std::array<Member, 5> kSearchFacesByImageMembers = {{{"CollectionId", &kCollectionId, true},
                                                               {"Image", &kImage, true},
                                                               {"MaxFaces", &kMaxFaces},
                                                               {"FaceMatchThreshold", &kPercent},
                                                               {"QualityFilter", &kQualityFilter}}};

struct Entry {
  std::string_view name;
  Shape input;
};

/// In the order of Operation.
constexpr std::array<Entry, 11> kOperations = {{
    {"CompareFaces", {.type = kStructure, .members = kCompareFacesMembers}},
    {"CreateCollection", {.type = kStructure, .members = kCreateCollectionMembers}},
    {"DeleteCollection", {.type = kStructure, .members = kOneCollectionMembers}},
    {"DeleteFaces", {.type = kStructure, .members = kDeleteFacesMembers}},
    {"DescribeCollection", {.type = kStructure, .members = kOneCollectionMembers}},
    {"DetectFaces", {.type = kStructure, .members = kDetectFacesMembers}},
    {"IndexFaces", {.type = kStructure, .members = kIndexFacesMembers}},
    {"ListCollections", {.type = kStructure, .members = kListCollectionsMembers}},
    {"ListFaces", {.type = kStructure, .members = kListFacesMembers}},
    {"SearchFaces", {.type = kStructure, .members = kSearchFacesMembers}},
    {"SearchFacesByImage", {.type = kStructure, .members = kSearchFacesByImageMembers}},
}};

constexpr auto kServiceOperations = std::to_array<std::string_view>({
    "AssociateFaces",
    "CompareFaces",
    "CopyProjectVersion",
    "CreateCollection",
    "CreateDataset",
    "CreateFaceLivenessSession",
    "CreateProject",
    "CreateProjectVersion",
    "CreateStreamProcessor",
    "CreateUser",
    "DeleteCollection",
    "DeleteDataset",
    "DeleteFaces",
    "DeleteProject",
    "DeleteProjectPolicy",
    "DeleteProjectVersion",
    "DeleteStreamProcessor",
    "DeleteUser",
    "DescribeCollection",
    "DescribeDataset",
    "DescribeProjectVersions",
    "DescribeProjects",
    "DescribeStreamProcessor",
    "DetectCustomLabels",
    "DetectFaces",
    "DetectLabels",
    "DetectModerationLabels",
    "DetectProtectiveEquipment",
    "DetectText",
    "DisassociateFaces",
    "DistributeDatasetEntries",
    "GetCelebrityInfo",
    "GetCelebrityRecognition",
    "GetContentModeration",
    "GetFaceDetection",
    "GetFaceLivenessSessionResults",
    "GetFaceSearch",
    "GetLabelDetection",
    "GetMediaAnalysisJob",
    "GetPersonTracking",
    "GetSegmentDetection",
    "GetTextDetection",
    "IndexFaces",
    "ListCollections",
    "ListDatasetEntries",
    "ListDatasetLabels",
    "ListFaces",
    "ListMediaAnalysisJobs",
    "ListProjectPolicies",
    "ListStreamProcessors",
    "ListTagsForResource",
    "ListUsers",
    "PutProjectPolicy",
    "RecognizeCelebrities",
    "SearchFaces",
    "SearchFacesByImage",
    "SearchUsers",
    "SearchUsersByImage",
    "StartCelebrityRecognition",
    "StartContentModeration",
    "StartFaceDetection",
    "StartFaceSearch",
    "StartLabelDetection",
    "StartMediaAnalysisJob",
    "StartPersonTracking",
    "StartProjectVersion",
    "StartSegmentDetection",
    "StartStreamProcessor",
    "StartTextDetection",
    "StopProjectVersion",
    "StopStreamProcessor",
    "TagResource",
    "UntagResource",
    "UpdateDatasetEntries",
    "UpdateStreamProcessor",
});

static_assert(std::ranges::is_sorted(kServiceOperations));
static_assert(std::ranges::is_sorted(kOperations, {}, &Entry::name));

}  // namespace

std::string_view name_of(Operation operation) { return kOperations[static_cast<std::size_t>(operation)].name; }

std::optional<Operation> find_operation(std::string_view name) {
  const auto found = std::ranges::lower_bound(kOperations, name, {}, &Entry::name);
  if (found == kOperations.end() || found->name != name) return std::nullopt;
  return static_cast<Operation>(found - kOperations.begin());
}

const Shape& input_of(Operation operation) { return kOperations[static_cast<std::size_t>(operation)].input; }

bool reads_pictures(Operation operation) {
  return std::ranges::any_of(input_of(operation).members, [](const Member& member) { return member.shape == &kImage; });
}

bool is_known_to_the_service(std::string_view name) { return std::ranges::binary_search(kServiceOperations, name); }

}  // namespace mien::api::rekognition
