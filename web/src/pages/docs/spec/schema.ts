import { deref, type OpenApi, refName, type Schema } from './document';

const typesOf = (schema: Schema): readonly string[] =>
  typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);

/** What only says which members have to be there is no alternative. */
const isRequirement = (schema: Schema): boolean =>
  schema.required !== undefined && Object.keys(schema).every((key) => key === 'required');

/** The schema itself, with all that `allOf` adds to it. */
export const resolve = (document: OpenApi, schema: Schema): Schema => {
  const { allOf, ...own } = deref<Schema>(document, schema);
  if (!allOf) return own;
  const parts = [own, ...allOf.filter((part) => part !== schema).map((part) => resolve(document, part))];
  return {
    ...Object.assign({}, ...parts.toReversed()),
    properties: Object.assign({}, ...parts.toReversed().map((part) => part.properties)),
    required: parts.flatMap((part) => part.required ?? []),
  };
};

export const alternativesOf = (schema: Schema): readonly Schema[] =>
  schema.oneOf ?? schema.anyOf?.filter((one) => !isRequirement(one)) ?? [];

/** The type in the way of the field: "string (uuid)", "Face[]", "Session | object", "string | null". */
export const typeText = (document: OpenApi, schema: Schema | undefined): string => {
  if (!schema) return 'any';
  const name = refName(schema);
  if (name) return name;
  const full = resolve(document, schema);
  const alternatives = alternativesOf(full);
  if (alternatives.length > 0) {
    return [...new Set(alternatives.map((one) => typeText(document, one)))].join(' | ');
  }
  const types = typesOf(full);
  if (types.length === 0)
    return full.properties ? 'object' : full.const === undefined ? 'any' : typeof full.const;
  return types
    .map((type) => {
      if (type !== 'array') return full.format ? `${type} (${full.format})` : type;
      const items = typeText(document, full.items);
      return items.includes(' ') ? `(${items})[]` : `${items}[]`;
    })
    .join(' | ');
};

export type Limit =
  | { kind: 'range' | 'length' | 'items'; min: number | undefined; max: number | undefined }
  | { kind: 'pattern' | 'default' | 'const' | 'media'; text: string }
  | { kind: 'enum' | 'anyOf'; texts: readonly string[] }
  | { kind: 'base64' | 'closed' };

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const between = (kind: 'range' | 'length' | 'items', min?: number, max?: number): Limit[] =>
  min === undefined && max === undefined ? [] : [{ kind, min, max }];

/** All that a value has to keep to, and what it is where it is left out. */
export const limitsOf = (schema: Schema): Limit[] => {
  const limits: Limit[] = [];
  if (schema.enum) limits.push({ kind: 'enum', texts: schema.enum.map(shown) });
  if (schema.const !== undefined) limits.push({ kind: 'const', text: shown(schema.const) });
  limits.push(
    ...between('range', schema.minimum ?? schema.exclusiveMinimum, schema.maximum ?? schema.exclusiveMaximum),
  );
  limits.push(...between('length', schema.minLength, schema.maxLength));
  limits.push(...between('items', schema.minItems, schema.maxItems));
  if (schema.pattern) limits.push({ kind: 'pattern', text: schema.pattern });
  if (schema.contentEncoding === 'base64') limits.push({ kind: 'base64' });
  if (schema.contentMediaType) limits.push({ kind: 'media', text: schema.contentMediaType });
  const needed = schema.anyOf?.filter(isRequirement).flatMap((one) => one.required ?? []) ?? [];
  if (needed.length > 0) limits.push({ kind: 'anyOf', texts: needed });
  if (schema.additionalProperties === false) limits.push({ kind: 'closed' });
  if (schema.default !== undefined) limits.push({ kind: 'default', text: shown(schema.default) });
  return limits;
};

interface Member {
  name: string;
  schema: Schema;
  required: boolean;
}

/** The members of an object, or of the objects in a list; those that are needed come first. */
export const membersOf = (document: OpenApi, schema: Schema): Member[] => {
  const full = resolve(document, schema);
  if (full.items) return membersOf(document, full.items);
  const members = Object.entries(full.properties ?? {}).map(([name, one]) => ({
    name,
    schema: one,
    required: full.required?.includes(name) ?? false,
  }));
  return [...members.filter((one) => one.required), ...members.filter((one) => !one.required)];
};

/** Names of the schemas that this one is of, through lists: what a guard against circles looks at. */
export const namesOf = (document: OpenApi, schema: Schema | undefined): string[] => {
  if (!schema) return [];
  const name = refName(schema);
  if (name) return [name];
  return namesOf(document, schema.items);
};

/** A file, or several of them. */
export const isBinary = (document: OpenApi, schema: Schema): boolean => {
  const full = resolve(document, schema);
  return full.items ? isBinary(document, full.items) : full.format === 'binary';
};

export const isMany = (document: OpenApi, schema: Schema): boolean =>
  typesOf(resolve(document, schema)).includes('array');

export const isType = (schema: Schema, type: string): boolean => typesOf(schema).includes(type);
