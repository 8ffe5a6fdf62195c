import { expect, it } from 'vitest';
import type { Item, Table } from '../../../api/aws/dynamodb';
import { guessKey, guessName, guessPicture, isWholeKey, looksLikeFaceTable, placeOf } from './items';

const table = (hash: string, range?: string, type: 'S' | 'N' = 'S'): Table => ({
  TableName: 't',
  TableStatus: 'ACTIVE',
  TableArn: '',
  CreationDateTime: 0,
  ItemCount: 0,
  TableSizeBytes: 0,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(range ? [{ AttributeName: range, KeyType: 'RANGE' as const }] : []),
  ],
  AttributeDefinitions: [{ AttributeName: hash, AttributeType: type }],
});

const items: Item[] = [
  {
    id: { S: '1' },
    FaceId: { S: 'f' },
    Full_Name: { S: 'Ann' },
    Age: { N: '4' },
    ImagePath: { S: 'b/x/1.jpg' },
  },
];

it('the attribute of the face id is found by its name, else it is the key', () => {
  expect(guessKey(table('rekognitionId'), [])).toBe('rekognitionId');
  expect(guessKey(table('id'), items)).toBe('FaceId');
  expect(guessKey(table('id'), [])).toBe('id');
});

it('only a whole key of type S finds items at once', () => {
  expect(isWholeKey(table('RekognitionId'), 'RekognitionId')).toBe(true);
  expect(isWholeKey(table('RekognitionId', 'at'), 'RekognitionId')).toBe(false);
  expect(isWholeKey(table('id', undefined, 'N'), 'id')).toBe(false);
  expect(isWholeKey(table('id'), 'FaceId')).toBe(false);
});

it('a table of faces is told by its key', () => {
  expect(looksLikeFaceTable(table('face_id'))).toBe(true);
  expect(looksLikeFaceTable(table('device'))).toBe(false);
});

it('name and picture are guessed from what there is', () => {
  expect(guessName(items)).toBe('Full_Name');
  expect(guessPicture(items, ['b'])).toBe('ImagePath');
  expect(guessPicture(items, ['other'])).toBeUndefined();
});

it('a place is a bucket that is here and a key', () => {
  expect(placeOf('s3://b/x/1.jpg', ['b'])).toEqual({ bucket: 'b', key: 'x/1.jpg' });
  expect(placeOf('b/', ['b'])).toBeUndefined();
  expect(placeOf('https://b/x', ['b'])).toBeUndefined();
});
