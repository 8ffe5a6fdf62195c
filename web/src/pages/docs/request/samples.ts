import type { Sample } from '../../../ui';
import type { Operation } from '../spec/operations';
import type { Answers, Call, Credentials } from './call';
import { curl } from './curl';
import type { Draft } from './draft';
import { javascript } from './javascript';
import { python } from './python';

/** How a program says who it is: not at all, with an access key, or not at all but in the console. */
export const credentialsOf = (operation: Operation): Credentials => {
  if (operation.credentials.length === 0) return 'none';
  return operation.credentials.some((one) => one.type === 'http' && one.scheme === 'basic')
    ? 'key'
    : 'session';
};

export const answersOf = (operation: Operation): Answers => {
  const good = operation.answers.find((answer) => answer.status.startsWith('2'));
  const type = good?.contents[0]?.type ?? '';
  if (type === 'text/event-stream') return 'stream';
  if (type.startsWith('image/')) return 'picture';
  if (type.includes('json')) return 'json';
  return type === '' ? 'nothing' : 'text';
};

/** The same request from a shell and two languages; none where only the console's own session may make it. */
export const samplesOf = (origin: string, operation: Operation, draft: Draft): Sample[] => {
  const credentials = credentialsOf(operation);
  if (credentials === 'session') return [];
  const call: Call = { origin, draft, credentials, answers: answersOf(operation) };
  return [
    { tool: 'curl', code: curl(call) },
    { tool: 'Python', code: python(call) },
    { tool: 'JavaScript', code: javascript(call) },
  ];
};
