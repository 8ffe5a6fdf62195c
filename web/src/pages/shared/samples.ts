import type { Sample } from '../../ui';
// Not from the barrel, of which a part needs a page: what these samples are made of is tested without one.
import { shellWord } from '../../ui/shell';

const REGION = 'us-east-1';
/** Who one is, for curl. */
export const KEY = '-u "$MIEN_ACCESS_KEY_ID:$MIEN_SECRET_ACCESS_KEY"';

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

const SEARCH = [
  'with open("photo.jpg", "rb") as photo:',
  '    found = rekognition.search_faces_by_image(',
  '        CollectionId="people", Image={"Bytes": photo.read()}, MaxFaces=1',
  '    )',
  'print(found["FaceMatches"])',
].join('\n');

/** Whose face it is, asked by the SDKs and the command line of AWS. */
export const searchSamples = (): Sample[] => [
  boto3('rekognition', SEARCH),
  cli('rekognition search-faces-by-image', [
    '--collection-id people',
    '--image-bytes fileb://photo.jpg --max-faces 1',
  ]),
];

export { shellWord };
