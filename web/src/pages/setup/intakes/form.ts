import type { Intake, IntakeAction, IntakeSettings, Keep } from '../../../api/intakes';
import { isName } from '../shared/names';
import { type Pair, pairsOf, recordOf } from '../shared/Pairs';

export const RULES = ['metadata', 'metadata-id', 'key'] as const;
export type Rule = (typeof RULES)[number];

/** The form: every field is text, as it is typed. */
export interface IntakeForm {
  name: string;
  bucket: string;
  prefix: string;
  action: IntakeAction;
  collection: string;
  rule: Rule;
  /** The metadata's name, or the key's pattern. */
  ruleValue: string;
  table: string;
  tableKey: string;
  tableItem: readonly Pair[];
  keep: Keep | '';
  corsOrigins: string;
  similarityMin: string;
  imageMegabytesMax: string;
  source: string;
}

export const TEMPLATE_WORDS = [
  'face_id',
  'image_id',
  'person_id',
  'name',
  'first',
  'last',
  'full_name',
  'id',
  'uuid',
  'bucket',
  'key',
  'collection',
  'now',
  'decision',
  'similarity',
  'event_id',
  'upload_id',
] as const;

const MEGABYTE = 1024 * 1024;
export const IMAGE_MEGABYTES_MAX = 15;

export const ruleOf = (identity: string | undefined): { rule: Rule; value: string } => {
  const at = identity?.indexOf(':') ?? -1;
  const rule = RULES.find((one) => one === identity?.slice(0, at));
  return { rule: rule ?? 'metadata', value: identity && rule ? identity.slice(at + 1) : '' };
};

export const emptyForm: IntakeForm = {
  name: '',
  bucket: '',
  prefix: '',
  action: 'register',
  collection: '',
  rule: 'metadata',
  ruleValue: 'fullname',
  table: '',
  tableKey: '',
  tableItem: [],
  keep: '',
  corsOrigins: '',
  similarityMin: '',
  imageMegabytesMax: '',
  source: '',
};

export const formOf = (intake: Intake): IntakeForm => {
  const { rule, value } = ruleOf(intake.identity);
  return {
    name: intake.name,
    bucket: intake.bucket,
    prefix: intake.prefix ?? '',
    action: intake.action,
    collection: intake.collection ?? '',
    rule,
    ruleValue: value,
    table: intake.table ?? '',
    tableKey: intake.table_key ?? '',
    tableItem: pairsOf(intake.table_item ?? {}),
    keep: intake.keep ?? '',
    corsOrigins: (intake.cors_origins ?? []).join('\n'),
    similarityMin: intake.similarity_min ? String(intake.similarity_min) : '',
    imageMegabytesMax: intake.image_bytes_max ? String(intake.image_bytes_max / MEGABYTE) : '',
    source: intake.source ?? '',
  };
};

const numberIn = (text: string, min: number, max: number) =>
  text === '' || (Number.isFinite(Number(text)) && Number(text) >= min && Number(text) <= max);

export type FormFault = 'name' | 'bucket' | 'ruleValue' | 'similarityMin' | 'imageMegabytesMax' | 'tableKey';

export const faultsOf = (form: IntakeForm): readonly FormFault[] => {
  const faults: FormFault[] = [];
  if (!isName(form.name)) faults.push('name');
  if (form.bucket.trim() === '') faults.push('bucket');
  if (form.action === 'register' && form.ruleValue.trim() === '') faults.push('ruleValue');
  if (form.action === 'verify' && !numberIn(form.similarityMin, 0, 100)) faults.push('similarityMin');
  if (!numberIn(form.imageMegabytesMax, 0.001, IMAGE_MEGABYTES_MAX)) faults.push('imageMegabytesMax');
  if (form.table.trim() !== '' && form.tableKey.trim() === '') faults.push('tableKey');
  return faults;
};

/** What is left empty is left out: the server has its defaults. */
export const settingsOf = (form: IntakeForm): IntakeSettings => {
  const text = (value: string) => value.trim() || undefined;
  const origins = form.corsOrigins
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const table = text(form.table);
  const registers = form.action === 'register';
  const all = {
    bucket: form.bucket.trim(),
    prefix: text(form.prefix),
    action: form.action,
    collection: text(form.collection),
    identity: registers ? `${form.rule}:${form.ruleValue.trim()}` : undefined,
    table,
    table_key: table && text(form.tableKey),
    table_item: table && form.tableItem.length > 0 ? recordOf(form.tableItem) : undefined,
    keep: form.keep || undefined,
    cors_origins: origins.length > 0 ? origins : undefined,
    similarity_min: !registers && form.similarityMin !== '' ? Number(form.similarityMin) : undefined,
    image_bytes_max:
      form.imageMegabytesMax === '' ? undefined : Math.round(Number(form.imageMegabytesMax) * MEGABYTE),
    source: text(form.source),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as IntakeSettings;
};

/** A key that fits the pattern, for somebody who tries it: {full_name}_{uuid} of Ann Miller. */
export const keyFor = (pattern: string, values: Record<string, string>): string =>
  pattern.replace(/\{(\w+)\}/g, (_, word: string) => (values[word] ?? '').replaceAll(' ', '_'));

/** The words of a pattern that somebody has to say. */
export const wordsOf = (pattern: string): string[] => [
  ...new Set(
    [...pattern.matchAll(/\{(\w+)\}/g)].map(([, word]) => word ?? '').filter((word) => word !== 'uuid'),
  ),
];
