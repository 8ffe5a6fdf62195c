import { formatDateTime, plural, problemText, t } from '../../../i18n';
import { can, operator } from '../../../session';
import type { MissingPhoto } from './archive';
import { LISTS, LOOKED_AT_MAX, type Records } from './records';

const NEW_LINE = '\r\n';
const WIDTH = 14;

const row = (name: string, text: string) => `${name.padEnd(WIDTH)}${text}`;

const contentOf = ({ whole, lists }: Records): string[] => {
  const rows = [row('person.json', t('personExport.readme.person'))];
  for (const list of LISTS) {
    const found = lists[list];
    if (!found) continue;
    rows.push(row(`${list}.json`, plural(`personExport.readme.${list}`, found.items.length)));
    if (list === 'events') rows.push(row('events.csv', t('personExport.readme.csv')));
  }
  if (can('get_face_photo')) {
    rows.push(row('photos/', plural('personExport.readme.photos', whole.faces.length)));
  }
  return rows;
};

const absentOf = ({ lists }: Records): string[] => {
  const forRole = [
    ...LISTS.filter((list) => !lists[list]).map((list) => t(`personExport.part.${list}`)),
    ...(can('get_face_photo') ? [] : [t('personExport.part.photos')]),
  ];
  const cut = LISTS.filter((list) => lists[list]?.cut).map((list) => t(`personExport.part.${list}`));
  return [
    ...forRole.map((part) => t('personExport.readme.notForRole', { part })),
    ...cut.map((part) => plural('personExport.readme.cut', LOOKED_AT_MAX, { part })),
    t('personExport.readme.templates'),
    t('personExport.readme.elsewhere'),
  ].map((text) => `- ${text}`);
};

const missingOf = (missing: readonly MissingPhoto[]): string[] =>
  missing.map(({ face, kind, error }) => {
    const words = [problemText(error), error.detail].filter(Boolean).join(' ');
    const request = error.requestId ? ` (${t('problem.requestId')} ${error.requestId})` : '';
    return `- ${face.face_id}, ${t(`personExport.kind.${kind}`)}: ${words}${request}`;
  });

/** What an archive holds, when and by whom it was made, and what is not in it and why. */
export const readmeOf = (records: Records, missing: readonly MissingPhoto[], at: Date): string => {
  const { person } = records.whole;
  const who = operator.value;
  const parts: [string, string[]][] = [
    [
      t('personExport.readme.title'),
      [
        row(t('person.name'), person.name),
        row(t('person.id'), person.id),
        row(t('person.collection'), person.collection),
        row(t('personExport.readme.made'), `${at.toISOString()} (${formatDateTime(at)})`),
        row(t('personExport.readme.by'), who ? `${who.name}, ${t(`role.${who.role}`)}` : ''),
        row(t('personExport.readme.server'), location.origin),
      ],
    ],
    [t('personExport.readme.content'), contentOf(records)],
    [t('personExport.readme.absent'), absentOf(records)],
    [t('personExport.readme.missing'), missingOf(missing)],
  ];
  return parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [title, '-'.repeat(title.length), ...lines, ''].join(NEW_LINE))
    .join(NEW_LINE);
};
