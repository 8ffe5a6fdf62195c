#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/audit_sources.h"
#include "app/intake/intake_book.h"
#include "app/intake/upload_followers.h"
#include "app/intake/upload_payload.h"
#include "app/intake/uploaded_objects.h"
#include "app/person_faces.h"
#include "app/register_person.h"
#include "app/tasks/absences.h"
#include "app/tasks/task_handler.h"
#include "app/verify_face.h"
#include "ports/traces.h"

namespace mien::app {

/// Registers or verifies the person of an uploaded picture, writes the item that tells of it, and removes the picture
/// where it is not to be kept. May be repeated at any point with the same effect: faces have the ids of their pictures,
/// a picture that a person has already adds nothing, items replace themselves, and what was decided of a probe is noted
/// before the probe is removed.
class ProcessUpload final : public TaskHandler {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    UploadPlaces places;
    ItemSink& items;
    TaskStore& tasks;
    TraceStore& traces;
    CollectionStore& collections;
    const FaceStore& faces;
    const UploadFollowers* followers = nullptr;  ///< None: nothing follows from an upload.
  };
  struct UseCases {
    const RegisterPerson& register_person;
    const AddPersonFaces& add_faces;
    const VerifyFace& verify;
  };
  ProcessUpload(const IntakeBook& intakes, UseCases use, Ports ports, const ActiveModel& model, AuditSources sources)
      : intakes_(intakes), use_(use), ports_(std::move(ports)), model_(model), sources_(sources) {}

  Attempt attempt(const Task& task, const Patience& patience) override;
  std::vector<NewTask> follow_up(const Task& task, const Attempt& settled) override;

 private:
  struct Job;
  /// What became of the picture, by name: see docs/api/uploads.md. @errors those that refuse it, or that pass
  Result<TextMap> process(const Job& job) const;
  Result<TextMap> enroll(const Job& job, const Identity& identity) const;
  Result<TextMap> add_to(const Job& job, const PersonId& person) const;
  Result<TextMap> verify(const Job& job) const;
  Result<Identity> identify(const Job& job) const;
  Result<void> write_item(const Job& job, const TextMap& values) const;
  /// Notes what stays of the upload, so that it goes with its person.
  Result<void> note_item(const Job& job, const TextMap& values, const ItemSink::Fields& item) const;
  Result<void> note_object(const Job& job, const Attempt& done) const;
  Attempt finish(const Job& job, Attempt attempt) const;

  Absences absences_{1};  ///< Of sources: one of those that are away is asked at a time.
  const IntakeBook& intakes_;
  UseCases use_;
  Ports ports_;
  const ActiveModel& model_;
  AuditSources sources_;
};

}  // namespace mien::app
