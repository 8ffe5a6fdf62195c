import { expect, it } from 'vitest';
import {
  type CorsRule,
  type NotificationRule,
  readCors,
  readNotifications,
  writeCors,
  writeNotifications,
} from './s3-rules';
import { parseXml } from './xml';

const read = <T>(xml: string, as: (root: NonNullable<ReturnType<typeof parseXml>>) => T): T | undefined => {
  const root = parseXml(xml);
  return root ? as(root) : undefined;
};

it('notifications are written as they are read', () => {
  const rules: NotificationRule[] = [
    {
      id: 'a',
      functionArn: 'arn:aws:lambda:x:1:function:f',
      events: ['s3:ObjectCreated:*'],
      prefix: 'a<&"/',
      suffix: '',
    },
    {
      id: '',
      functionArn: 'arn:f',
      events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'],
      prefix: '',
      suffix: '.jpg',
    },
  ];
  expect(read(writeNotifications(rules), readNotifications)).toEqual(rules);
});

it('CORS rules are written as they are read', () => {
  const rules: CorsRule[] = [
    {
      id: 'r',
      origins: ['https://a.example', '*'],
      methods: ['GET', 'PUT'],
      headers: ['*'],
      exposed: ['ETag'],
      maxAgeS: 300,
    },
    {
      id: '',
      origins: ['https://b.example'],
      methods: ['HEAD'],
      headers: [],
      exposed: [],
      maxAgeS: undefined,
    },
  ];
  expect(read(writeCors(rules), readCors)).toEqual(rules);
});
