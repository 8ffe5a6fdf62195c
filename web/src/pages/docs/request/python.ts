import { py } from '../../shared/samples';
import type { Answers, Call } from './call';
import type { Draft } from './draft';

const pyLiteral = (value: unknown): string => {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(pyLiteral).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, one]) => `${py(name)}: ${pyLiteral(one)}`)
    .join(', ')}}`;
};

const pyBody = ({ body }: Draft): string[] => {
  if (body.kind === 'form') {
    const parts = body.parts.map((part) =>
      'file' in part
        ? `        (${py(part.name)}, open(${py(part.file.name)}, "rb")),`
        : `        (${py(part.name)}, (None, ${py(part.text)})),`,
    );
    return ['    files=[', ...parts, '    ],'];
  }
  if (body.kind === 'text') return [`    data=${py(body.text)}.encode(),`];
  if (body.kind !== 'json') return [];
  if (body.encoded.length === 0) return [`    json=${pyLiteral(body.value)},`];
  const encoded = body.encoded.map(
    ({ name, file }) =>
      `        ${py(name)}: base64.b64encode(open(${py(file.name)}, "rb").read()).decode(),`,
  );
  const plain = Object.entries(body.value as object)
    .filter(([name]) => !body.encoded.some((one) => one.name === name))
    .map(([name, one]) => `        ${py(name)}: ${pyLiteral(one)},`);
  return ['    json={', ...plain, ...encoded, '    },'];
};

const PY_RESULT: Record<Answers, string[]> = {
  json: ['print(answer.json())'],
  text: ['print(answer.text)'],
  picture: ['with open("photo.jpg", "wb") as photo:', '    photo.write(answer.content)'],
  stream: ['for line in answer.iter_lines(decode_unicode=True):', '    print(line)'],
  nothing: ['print(answer.status_code)'],
};

export const python = ({ origin, draft, credentials, answers }: Call): string => {
  const { body } = draft;
  const headers: [string, string][] = draft.headers.map(([name, value]) => [name, value]);
  if (body.kind === 'text') headers.push(['Content-Type', body.type]);
  const needsBase64 = body.kind === 'json' && body.encoded.length > 0;
  return [
    ...(needsBase64 ? ['import base64'] : []),
    ...(credentials === 'key' ? ['import os'] : []),
    ...(needsBase64 || credentials === 'key' ? [''] : []),
    'import requests  # pip install requests',
    '',
    'answer = requests.request(',
    `    ${py(draft.method)},`,
    `    ${py(origin + draft.path)},`,
    ...(credentials === 'key'
      ? ['    auth=(os.environ["MIEN_ACCESS_KEY_ID"], os.environ["MIEN_SECRET_ACCESS_KEY"]),']
      : []),
    ...(headers.length > 0 ? [`    headers=${pyLiteral(Object.fromEntries(headers))},`] : []),
    ...pyBody(draft),
    answers === 'stream' ? '    stream=True,' : '    timeout=60,',
    ')',
    'answer.raise_for_status()',
    ...PY_RESULT[answers],
  ].join('\n');
};
