import { type RequestOptions, request, segment } from '../client';
import { ApiError } from '../errors';
import { childText, parseXml, type XmlElement } from './xml';

export const bucketPath = (bucket: string) => `/${segment(bucket)}`;
export const objectPath = (bucket: string, key: string) =>
  `${bucketPath(bucket)}/${key.split('/').map(segment).join('/')}`;

/** Query parameters without a value name sub-resources; URLSearchParams alone would leave them out. */
export const subResource = (path: string, name: string) => `${path}?${name}`;

export const textOf = (element: XmlElement, name: string): string => childText(element, name) ?? '';

export const requestXml = async (path: string, options: RequestOptions = {}): Promise<XmlElement> => {
  const response = await request(path, options);
  const root = parseXml(await response.text());
  if (!root) throw new ApiError({ status: response.status, code: 'unreadable_answer' });
  return root;
};

/** What XML cannot hold as it is. Control characters of keys go as references, as S3 takes them. */
const escapeXml = (text: string): string =>
  text.replace(/[<>&"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);

export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
export const textElement = (name: string, text: string): string => element(name, escapeXml(text));

export const sendXml = (path: string, method: 'PUT' | 'POST', xml: string, signal?: AbortSignal) =>
  request(path, { method, body: xml, headers: { 'Content-Type': 'application/xml' }, signal });
