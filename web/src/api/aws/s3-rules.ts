import { request } from '../client';
import { ApiError } from '../errors';
import { bucketPath, element, requestXml, sendXml, subResource, textElement, textOf } from './s3-request';
import { child, children, type XmlElement } from './xml';

export interface NotificationRule {
  id: string;
  functionArn: string;
  events: string[];
  prefix: string;
  suffix: string;
}

export const CORS_METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'] as const;

export interface CorsRule {
  id: string;
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAgeS: number | undefined;
}

const corsPath = (bucket: string) => subResource(bucketPath(bucket), 'cors');
const notificationPath = (bucket: string) => subResource(bucketPath(bucket), 'notification');
const texts = (rule: XmlElement, name: string) => children(rule, name).map((one) => one.text);

const filterOf = (rule: XmlElement, name: string): string => {
  const key = child(child(rule, 'Filter') ?? rule, 'S3Key');
  const found = key && children(key, 'FilterRule').find((one) => textOf(one, 'Name').toLowerCase() === name);
  return found ? textOf(found, 'Value') : '';
};

export const readNotifications = (root: XmlElement): NotificationRule[] =>
  children(root, 'CloudFunctionConfiguration').map((rule) => ({
    id: textOf(rule, 'Id'),
    functionArn: textOf(rule, 'CloudFunction'),
    events: texts(rule, 'Event'),
    prefix: filterOf(rule, 'prefix'),
    suffix: filterOf(rule, 'suffix'),
  }));

const filterRule = (name: string, value: string) =>
  value === '' ? '' : element('FilterRule', textElement('Name', name) + textElement('Value', value));

export const writeNotifications = (rules: readonly NotificationRule[]): string =>
  element(
    'NotificationConfiguration',
    rules
      .map((rule) => {
        const filter = filterRule('prefix', rule.prefix) + filterRule('suffix', rule.suffix);
        return element(
          'CloudFunctionConfiguration',
          (rule.id ? textElement('Id', rule.id) : '') +
            textElement('CloudFunction', rule.functionArn) +
            rule.events.map((event) => textElement('Event', event)).join('') +
            (filter ? element('Filter', element('S3Key', filter)) : ''),
        );
      })
      .join(''),
  );

export const getNotifications = async (bucket: string, signal?: AbortSignal): Promise<NotificationRule[]> =>
  readNotifications(await requestXml(notificationPath(bucket), { signal }));

export const putNotifications = async (bucket: string, rules: readonly NotificationRule[]) => {
  await sendXml(notificationPath(bucket), 'PUT', writeNotifications(rules));
};

export const readCors = (root: XmlElement): CorsRule[] =>
  children(root, 'CORSRule').map((rule) => {
    const age = textOf(rule, 'MaxAgeSeconds');
    return {
      id: textOf(rule, 'ID'),
      origins: texts(rule, 'AllowedOrigin'),
      methods: texts(rule, 'AllowedMethod'),
      headers: texts(rule, 'AllowedHeader'),
      exposed: texts(rule, 'ExposeHeader'),
      maxAgeS: age === '' ? undefined : Number(age),
    };
  });

export const writeCors = (rules: readonly CorsRule[]): string =>
  element(
    'CORSConfiguration',
    rules
      .map((rule) => {
        const each = (name: string, values: string[]) =>
          values.map((value) => textElement(name, value)).join('');
        return element(
          'CORSRule',
          (rule.id ? textElement('ID', rule.id) : '') +
            each('AllowedOrigin', rule.origins) +
            each('AllowedMethod', rule.methods) +
            each('AllowedHeader', rule.headers) +
            each('ExposeHeader', rule.exposed) +
            (rule.maxAgeS === undefined ? '' : element('MaxAgeSeconds', String(rule.maxAgeS))),
        );
      })
      .join(''),
  );

/** None where there is no configuration: S3 calls that an error. */
export const getCors = async (bucket: string, signal?: AbortSignal): Promise<CorsRule[]> => {
  try {
    return readCors(await requestXml(corsPath(bucket), { signal }));
  } catch (error) {
    if (error instanceof ApiError && error.nativeCode === 'NoSuchCORSConfiguration') return [];
    throw error;
  }
};

export const putCors = async (bucket: string, rules: readonly CorsRule[]) => {
  if (rules.length === 0) await request(corsPath(bucket), { method: 'DELETE' });
  else await sendXml(corsPath(bucket), 'PUT', writeCors(rules));
};
