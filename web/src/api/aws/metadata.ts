/** Headers are ASCII: other values travel as encoded words of RFC 2047, as S3 itself gives them back. */
const ASCII = /^[\x20-\x7e]*$/;
const PREFIX = 'x-amz-meta-';
const WORD_BYTES = 42;

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** Words of at most 75 characters that each hold whole characters. */
export const encodeWords = (text: string): string => {
  if (ASCII.test(text) && !text.startsWith('=?') && text.trim() === text) return text;
  const encoder = new TextEncoder();
  const words: string[] = [];
  let part = '';
  for (const character of text) {
    if (encoder.encode(part + character).length > WORD_BYTES) {
      words.push(part);
      part = '';
    }
    part += character;
  }
  words.push(part);
  return words.map((word) => `=?UTF-8?B?${base64(encoder.encode(word))}?=`).join(' ');
};

const bytesOf = (encoding: string, text: string): Uint8Array => {
  const binary =
    encoding.toUpperCase() === 'B'
      ? atob(text)
      : text
          .replace(/_/g, ' ')
          .replace(/=([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
};

export const decodeWords = (text: string): string => {
  try {
    return text
      .replace(/\?=\s+=\?/g, '?==?')
      .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
        new TextDecoder().decode(bytesOf(encoding, word)),
      );
  } catch {
    return text;
  }
};

export type Metadata = Record<string, string>;

export const metadataHeaders = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [`${PREFIX}${name.toLowerCase()}`, encodeWords(value)]),
  );

export const metadataOf = (headers: Headers): Metadata => {
  const metadata: Metadata = {};
  headers.forEach((value, name) => {
    if (name.startsWith(PREFIX)) metadata[name.slice(PREFIX.length)] = decodeWords(value);
  });
  return metadata;
};
