import { type Sample, shellWord } from '../../ui';

const REGION = 'us-east-1';
const KEY = '-u "$MIEN_ACCESS_KEY_ID:$MIEN_SECRET_ACCESS_KEY"';

const lines = (parts: readonly string[]) => parts.join(' \\\n  ');

/** A request of the REST API, each argument on a line of its own. */
export const curl = (path: string, parts: readonly string[] = []): Sample => ({
  tool: 'curl',
  code: lines([`curl -sS ${KEY}`, ...parts, shellWord(location.origin + path)]),
});

/** A string of Python's: JSON's are, once characters outside the basic plane are left as they are. */
export const py = (value: unknown): string => JSON.stringify(value);

export const boto3 = (service: string, call: string): Sample => ({
  tool: 'boto3',
  code: [
    'import boto3',
    '',
    // The word for functions is Python's own.
    `${service === 'lambda' ? 'functions' : service} = boto3.client(`,
    `    "${service}", endpoint_url=${py(location.origin)}, region_name="${REGION}"`,
    ')  # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: a key of this server',
    call,
  ].join('\n'),
});

export const cli = (command: string, parts: readonly string[] = []): Sample => ({
  tool: 'AWS CLI',
  code: lines([
    `aws ${command}`,
    ...parts,
    `--endpoint-url ${shellWord(location.origin)} --region ${REGION}`,
  ]),
});

export { shellWord };
