import { request, requestBlob, requestJson, segment } from './client';
import { type Box, type Paging, pageOptions, pageQuery } from './types';

export const DEFAULT_COLLECTION = 'people';

export type Attributes = Record<string, unknown>;

export interface Person {
  id: string;
  name: string;
  collection: string;
  attributes: Attributes;
  consent: boolean;
  status: string;
  face_count: number;
  created_at: string;
  updated_at: string;
}

export interface Face {
  face_id: string;
  image_id: string;
  box: Box;
  confidence: number;
  created_at: string;
}

export interface PersonWithFaces {
  person: Person;
  faces: Face[];
}

export interface PeoplePage {
  people: Person[];
  next_page_token?: string;
}

export interface NewPerson {
  name: string;
  images: Blob[];
  id?: string;
  collection?: string;
  attributes?: Attributes;
  consent?: boolean;
  /** Registers although the face looks like that of somebody who is registered: twins. */
  allowDuplicate?: boolean;
  /** Repeating the request under the same key does it once. */
  idempotencyKey?: string;
}

export interface PersonChange {
  name?: string;
  attributes?: Attributes;
  consent?: boolean;
}

const personPath = (id: string) => `/v1/people/${segment(id)}`;

const formOf = (images: Blob[]): FormData => {
  const form = new FormData();
  images.forEach((image, index) => {
    form.append('image', image, image instanceof File ? image.name : `photo-${index + 1}.jpg`);
  });
  return form;
};

const idempotency = (key?: string) => (key ? { headers: { 'Idempotency-Key': key } } : {});

export const listPeople = (options: Paging & { query?: string; collection?: string } = {}) =>
  requestJson<PeoplePage>('/v1/people', {
    query: { query: options.query, collection: options.collection, ...pageQuery(options) },
    ...pageOptions(options),
  });

export const getPerson = (id: string, collection: string, signal?: AbortSignal, background = false) =>
  requestJson<PersonWithFaces>(personPath(id), { query: { collection }, signal, background });

export const registerPerson = (person: NewPerson, signal?: AbortSignal) => {
  const form = formOf(person.images);
  form.set('name', person.name);
  if (person.id) form.set('id', person.id);
  if (person.collection) form.set('collection', person.collection);
  if (person.attributes) form.set('attributes', JSON.stringify(person.attributes));
  if (person.consent !== undefined) form.set('consent', String(person.consent));
  if (person.allowDuplicate) form.set('allow_duplicate', 'true');
  return requestJson<PersonWithFaces>('/v1/people', {
    method: 'POST',
    form,
    signal,
    ...idempotency(person.idempotencyKey),
  });
};

export const updatePerson = async (id: string, collection: string, change: PersonChange) =>
  (
    await requestJson<{ person: Person }>(personPath(id), {
      method: 'PATCH',
      query: { collection },
      json: change,
    })
  ).person;

export const deletePerson = async (id: string, collection: string) => {
  await request(personPath(id), { method: 'DELETE', query: { collection } });
};

/**
 * All faces of `from` become those of `id`, whose name and attributes stay; `from` is gone. Two whose faces do not look
 * alike are refused (identity_conflict) unless it is forced.
 */
export const mergePeople = (id: string, collection: string, from: string, force: boolean) =>
  requestJson<PersonWithFaces>(`${personPath(id)}/merge`, {
    method: 'POST',
    json: { collection, from, ...(force ? { force } : {}) },
  });

export const addFaces = (id: string, collection: string, images: Blob[], idempotencyKey?: string) =>
  requestJson<PersonWithFaces>(`${personPath(id)}/faces`, {
    method: 'POST',
    query: { collection },
    form: formOf(images),
    ...idempotency(idempotencyKey),
  });

export const deleteFace = async (id: string, collection: string, faceId: string) => {
  await request(`${personPath(id)}/faces/${segment(faceId)}`, { method: 'DELETE', query: { collection } });
};

/** The person's picture, cropped to a square round the face; without a size the whole upright picture. */
export const personPhoto = (id: string, collection: string, size?: number, signal?: AbortSignal) =>
  requestBlob(`${personPath(id)}/photo`, { query: { collection, size }, signal, background: true });

export const facePhoto = (
  id: string,
  collection: string,
  faceId: string,
  size?: number,
  signal?: AbortSignal,
) =>
  requestBlob(`${personPath(id)}/faces/${segment(faceId)}/photo`, {
    query: { collection, size },
    signal,
    background: true,
  });
