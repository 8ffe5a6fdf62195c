import { makeZip } from 'client-zip';
import { type ApiError, asApiError, isAbort } from '../../../api/errors';
import type { AuditEvent } from '../../../api/events';
import { type Face, facePhoto } from '../../../api/people';
import { untilReached } from '../../../data';
import { can } from '../../../session';
import { BYTE_ORDER_MARK, csvHead, csvRow } from '../../activity/csv';
import { archiveName, photoName } from './names';
import { readmeOf } from './readme';
import { type ListName, type Records, readRecords } from './records';

export type Progress = { reading: 'person' | ListName } | { reading: 'photos'; done: number; of: number };

/** A picture that the server has and did not give. */
export interface MissingPhoto {
  face: Face;
  kind: 'picture' | 'face';
  error: ApiError;
}

interface Archive {
  file: Blob;
  name: string;
  missing: readonly MissingPhoto[];
}

interface ArchiveRequest {
  id: string;
  collection: string;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

interface Entry {
  name: string;
  input: Blob | string;
  lastModified: Date;
}

/** The square of a face: large enough to be looked at. */
const FACE_PIXELS = 512;
const KINDS = ['picture', 'face'] as const;

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const csv = (events: readonly AuditEvent[]) =>
  BYTE_ORDER_MARK + csvHead() + events.map((event) => csvRow(event, undefined)).join('');

const recordEntries = ({ whole, lists }: Records, at: Date): Entry[] => {
  const entries = [{ name: 'person.json', input: json(whole), lastModified: at }];
  for (const [list, found] of Object.entries(lists)) {
    entries.push({ name: `${list}.json`, input: json(found.items), lastModified: at });
  }
  if (lists.events) {
    entries.push({ name: 'events.csv', input: csv(lists.events.items as AuditEvent[]), lastModified: at });
  }
  return entries;
};

/** One photo after the other, so that no more than one is held while the archive is written. */
async function* photoEntries(
  { person, faces }: Records['whole'],
  { signal, onProgress }: ArchiveRequest,
  missing: MissingPhoto[],
): AsyncGenerator<Entry> {
  for (const [index, face] of faces.entries()) {
    onProgress({ reading: 'photos', done: index, of: faces.length });
    for (const kind of KINDS) {
      const size = kind === 'face' ? FACE_PIXELS : undefined;
      try {
        const load = () => facePhoto(person.id, person.collection, face.face_id, size, signal);
        const photo = await untilReached(load, signal);
        const name = photoName(face, index, kind, photo.type);
        yield { name, input: photo, lastModified: new Date(face.created_at) };
      } catch (error) {
        if (signal.aborted || isAbort(error)) throw error;
        missing.push({ face, kind, error: asApiError(error) });
      }
    }
  }
  onProgress({ reading: 'photos', done: faces.length, of: faces.length });
}

/** Everything that the server holds about a person, as far as the role may see it, in one ZIP. */
export const makeArchive = async (request: ArchiveRequest): Promise<Archive> => {
  const at = new Date();
  const { id, collection, signal, onProgress } = request;
  onProgress({ reading: 'person' });
  const records = await readRecords({ id, collection }, signal, (reading) => onProgress({ reading }));
  const missing: MissingPhoto[] = [];
  async function* entries(): AsyncGenerator<Entry> {
    yield* recordEntries(records, at);
    if (can('get_face_photo')) yield* photoEntries(records.whole, request, missing);
    // Last, because it tells what could not be had.
    yield { name: 'README.txt', input: readmeOf(records, missing, at), lastModified: at };
  }
  const stream = makeZip(entries());
  const file = await new Response(stream, { headers: { 'Content-Type': 'application/zip' } }).blob();
  return { file, name: archiveName(records.whole.person, at), missing };
};
