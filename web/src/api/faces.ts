import { requestJson } from './client';
import type { Attributes, PersonWithFaces } from './people';
import { type Box, type Paging, pageOptions, pageQuery } from './types';

/** A face of a collection as REST lists it, whoever's it is. */
export interface CollectionFace {
  face_id: string;
  image_id: string;
  external_image_id?: string;
  box: Box;
  confidence: number;
  created_at: string;
}

export type Adopter =
  | { person_id: string }
  | { name: string; id?: string; attributes?: Attributes; consent?: boolean };

/** Faces that IndexFaces or a handler left in the collection and that no person has. */
export const listFacesOfNobody = (collection: string, options: Paging = {}) =>
  requestJson<{ faces: CollectionFace[]; next_page_token?: string }>('/v1/faces', {
    query: { collection, owner: 'none', ...pageQuery(options) },
    ...pageOptions(options),
  });

export const adoptFaces = (collection: string, faceIds: readonly string[], by: Adopter) =>
  requestJson<PersonWithFaces>('/v1/faces/adopt', {
    method: 'POST',
    json: { collection, face_ids: faceIds, ...by },
  });
