import { type OpenApi, refName, type Schema } from './document';
import { alternativesOf, isType, resolve } from './schema';

/** Deeper than any of ours; a document that goes on for ever ends here. */
const DEPTH_MAX = 12;

const BY_FORMAT: Record<string, string> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
  binary: '',
};

interface Wanted {
  /** Members that may be left out, too: what an answer looks like, and not what a request needs. */
  optional: boolean;
}

const given = (schema: Schema): unknown =>
  schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.default ?? schema.enum?.[0];

const scalar = (schema: Schema): unknown => {
  if (isType(schema, 'integer') || isType(schema, 'number')) return schema.minimum ?? 0;
  if (isType(schema, 'boolean')) return false;
  if (isType(schema, 'string'))
    return BY_FORMAT[schema.format ?? ''] ?? (schema.contentEncoding ? '' : 'text');
  return isType(schema, 'null') ? null : {};
};

const make = (document: OpenApi, schema: Schema, wanted: Wanted, within: readonly string[]): unknown => {
  const name = refName(schema);
  const path = name ? [...within, name] : within;
  const full = resolve(document, schema);
  const said = given(full);
  if (said !== undefined) return said;
  const alternative = alternativesOf(full)[0];
  if (alternative) return make(document, alternative, wanted, path);
  if (isType(full, 'array')) {
    const again = full.items && isWithin(full.items, path);
    return full.items && !again ? [make(document, full.items, wanted, path)] : [];
  }
  if (!full.properties) return scalar(full);
  // One of several members is needed: the first will do.
  const first = full.anyOf?.[0]?.required ?? [];
  const needed = new Set([...(full.required ?? []), ...(wanted.optional ? [] : first)]);
  return Object.fromEntries(
    Object.entries(full.properties)
      .filter(([key, one]) => (needed.has(key) || wanted.optional) && !isWithin(one, path))
      .map(([key, one]) => [key, make(document, one, wanted, [...path, ''])]),
  );
};

const isWithin = (schema: Schema, path: readonly string[]): boolean => {
  const name = refName(schema);
  return path.length > DEPTH_MAX || (name !== undefined && path.includes(name));
};

/** Something that the schema would take: what the document gives as an example or default, else the plainest value. */
export const exampleOf = (document: OpenApi, schema: Schema | undefined, wanted: Wanted): unknown =>
  schema ? make(document, schema, wanted, []) : undefined;
