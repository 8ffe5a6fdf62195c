import type { Role } from '../api/session';
import { operator } from './state';

/**
 * What each role may do, as far as the console asks. The server's own table is docs/api/roles.md; roles.test.ts holds
 * the two together. Whatever stands in no row is the admin's alone.
 */
export const PERMISSIONS = {
  // people
  register_person: 'admin enroller',
  list_people: 'admin enroller auditor',
  get_person: 'admin enroller auditor',
  update_person: 'admin enroller',
  delete_person: 'admin enroller',
  merge_people: 'admin enroller',
  add_faces: 'admin enroller',
  delete_face: 'admin enroller',
  adopt_faces: 'admin enroller',
  get_person_photo: 'admin enroller',
  get_face_photo: 'admin enroller',
  // questions
  verify: 'admin enroller verifier',
  // what happened
  list_events: 'admin auditor',
  count_events: 'admin auditor',
  stream_events: 'admin enroller auditor',
  list_deliveries: 'admin enroller auditor',
  retry_delivery: 'admin enroller',
  list_invocations: 'admin enroller auditor',
  retry_invocation: 'admin enroller',
  // reviews
  list_reviews: 'admin enroller',
  get_review_photo: 'admin enroller',
  close_review: 'admin enroller',
  change_settings: 'admin',
  // uploads
  create_upload: 'admin enroller verifier',
  list_uploads: 'admin enroller auditor',
  retry_upload: 'admin enroller',
  // keys and operators
  create_key: 'admin',
  list_keys: 'admin',
  revoke_key: 'admin',
  list_operators: 'admin',
  create_operator: 'admin',
  remove_operator: 'admin',
  issue_sign_in_link: 'admin',
  // the server
  metrics: 'admin auditor',
  get_server: 'admin enroller verifier auditor',
  openapi: 'admin enroller verifier auditor',
  // set-up
  create_intake: 'admin',
  list_intakes: 'admin enroller auditor',
  replace_intake: 'admin',
  delete_intake: 'admin',
  create_webhook: 'admin',
  list_webhooks: 'admin',
  replace_webhook: 'admin',
  delete_webhook: 'admin',
  test_webhook: 'admin',
  // Rekognition
  ListCollections: 'admin enroller auditor',
  DescribeCollection: 'admin enroller auditor',
  CreateCollection: 'admin enroller',
  DeleteCollection: 'admin enroller',
  DeleteFaces: 'admin enroller',
  // S3
  ListBuckets: 'admin enroller auditor',
  CreateBucket: 'admin enroller',
  DeleteBucket: 'admin enroller',
  ListObjectsV2: 'admin enroller auditor',
  GetObject: 'admin enroller',
  PutObject: 'admin enroller verifier',
  DeleteObject: 'admin enroller',
  DeleteObjects: 'admin enroller',
  GetBucketCors: 'admin enroller auditor',
  PutBucketCors: 'admin',
  GetBucketNotificationConfiguration: 'admin enroller auditor',
  PutBucketNotificationConfiguration: 'admin',
  // DynamoDB
  ListTables: 'admin enroller verifier auditor',
  CreateTable: 'admin enroller',
  DeleteTable: 'admin enroller',
  Scan: 'admin enroller auditor',
  PutItem: 'admin enroller',
  DeleteItem: 'admin enroller',
  // Lambda
  ListFunctions: 'admin',
  CreateFunction: 'admin',
  Invoke: 'admin',
  DeleteFunction: 'admin',
  UpdateFunctionCode: 'admin',
} as const satisfies Record<string, string>;

export type Operation = keyof typeof PERMISSIONS;

export const roleMay = (role: Role, operation: Operation): boolean =>
  PERMISSIONS[operation].split(' ').includes(role);

/** Whether the operator who is signed in may do it; what one may not do is not shown. */
export const can = (operation: Operation): boolean => {
  const who = operator.value;
  return who !== null && roleMay(who.role, operation);
};
