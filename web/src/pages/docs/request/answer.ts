/** An answer as it is shown. */
export interface Answer {
  status: number;
  tookMs: number;
  type: string;
  headers: readonly (readonly [string, string])[];
  bytes: Blob;
  body: AnswerBody;
}

type AnswerBody =
  | { kind: 'nothing' }
  | { kind: 'picture' }
  | { kind: 'binary' }
  /** `cut`: there is more of it than is shown. */
  | { kind: 'text'; text: string; cut: boolean; code: string | undefined };

/** What a page can show without becoming slow. */
export const SHOWN_MAX = 100_000;
/** What is read as JSON, to be shown with its indents. */
const PARSED_BYTES_MAX = 4_000_000;

/** The same on every answer, and about the browser rather than about what was asked. */
const DULL =
  /^(cache-control|connection|date|keep-alive|server|vary|x-content-type-options|x-frame-options|referrer-policy|strict-transport-security|content-security-policy|cross-origin-.*)$/;

export const headersOfInterest = (headers: Headers): [string, string][] =>
  [...headers].filter(([name]) => !DULL.test(name));

/** As JSON with its indents; text that is none stays as it is. The code is that of a problem document. */
export const prettyJson = (text: string): { text: string; code: string | undefined } => {
  try {
    const value = JSON.parse(text) as unknown;
    const code = value !== null && typeof value === 'object' && 'code' in value ? value.code : undefined;
    return { text: JSON.stringify(value, null, 2), code: typeof code === 'string' ? code : undefined };
  } catch {
    return { text, code: undefined };
  }
};

const isText = (type: string): boolean => /^text\/|[/+](json|xml|yaml)\b/.test(type);
const isPicture = (type: string): boolean => /^image\/(jpeg|png|webp|gif)\b/.test(type);

const bodyOf = async (bytes: Blob, type: string): Promise<AnswerBody> => {
  if (bytes.size === 0) return { kind: 'nothing' };
  if (isPicture(type)) return { kind: 'picture' };
  if (!isText(type)) return { kind: 'binary' };
  const isJson = /[/+]json\b/.test(type) && bytes.size <= PARSED_BYTES_MAX;
  // A character has at most four bytes, of which a cut may take some away; that one is left out anyway.
  const text = await (isJson ? bytes : bytes.slice(0, SHOWN_MAX * 4)).text();
  const { text: shown, code } = isJson ? prettyJson(text) : { text, code: undefined };
  const cut = shown.length > SHOWN_MAX || (!isJson && bytes.size > SHOWN_MAX * 4);
  return { kind: 'text', text: shown.slice(0, SHOWN_MAX), cut, code };
};

export const readAnswer = async (response: Response, tookMs: number): Promise<Answer> => {
  const type = response.headers.get('content-type') ?? '';
  const bytes = await response.blob();
  return {
    status: response.status,
    tookMs,
    type,
    headers: headersOfInterest(response.headers),
    bytes,
    body: await bodyOf(bytes, type),
  };
};

const EXTENSIONS: [RegExp, string][] = [
  [/json/, 'json'],
  [/jpeg/, 'jpg'],
  [/png/, 'png'],
  [/webp/, 'webp'],
  [/xml/, 'xml'],
  [/^text\//, 'txt'],
];

export const fileName = (operation: string, type: string): string =>
  `${operation}.${EXTENSIONS.find(([pattern]) => pattern.test(type))?.[1] ?? 'bin'}`;
