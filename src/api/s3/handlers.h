#pragma once

#include "api/s3/context.h"
#include "ports/http.h"

/// One function for each operation, each in the file of its group.
namespace mien::api::s3 {

// bucket_operations.cc
Reply list_buckets(const Call& call);
Reply create_bucket(const Call& call);
Reply head_bucket(const Call& call);
Reply delete_bucket(const Call& call);
Reply get_bucket_location(const Call& call);
Reply get_bucket_versioning(const Call& call);
Reply get_bucket_request_payment(const Call& call);
Reply get_bucket_acl(const Call& call);

// bucket_rules_operations.cc
Reply get_bucket_cors(const Call& call);
Reply put_bucket_cors(const Call& call);
Reply delete_bucket_cors(const Call& call);
Reply get_bucket_notification(const Call& call);
Reply put_bucket_notification(const Call& call);

// list_operations.cc
Reply list_objects(const Call& call);
Reply list_objects_v2(const Call& call);
Reply list_object_versions(const Call& call);

// read_operations.cc
Reply get_object(const Call& call);
Reply get_object_acl(const Call& call);

// write_operations.cc
Reply put_object(const Call& call);
Reply copy_object(const Call& call);
Reply delete_object(const Call& call);
Reply delete_objects(const Call& call);

// multipart_operations.cc
Reply create_multipart_upload(const Call& call);
Reply upload_part(const Call& call);
Reply upload_part_copy(const Call& call);
Reply complete_multipart_upload(const Call& call);
Reply abort_multipart_upload(const Call& call);

// multipart_lists.cc
Reply list_parts(const Call& call);
Reply list_multipart_uploads(const Call& call);

}  // namespace mien::api::s3
