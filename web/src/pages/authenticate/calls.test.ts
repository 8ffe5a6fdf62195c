import { expect, it } from 'vitest';
import { shellWord } from '../../ui/shell';
import { boto3Of, curlOf } from './calls';

const origin = 'https://mien.example';

it('asks who it is', () => {
  expect(curlOf({ origin, collection: 'people', personId: undefined })).toBe(
    'curl -sS -u "$MIEN_ACCESS_KEY_ID:$MIEN_SECRET_ACCESS_KEY" \\\n' +
      '  -F image=@photo.jpg \\\n' +
      '  https://mien.example/v1/verify',
  );
});

it('asks for one person of another collection', () => {
  const call = { origin, collection: 'staff', personId: 'ann' };
  expect(curlOf(call)).toContain('-F person_id=ann \\\n  -F collection=staff');
  expect(boto3Of(call)).toContain('CollectionId="staff"');
  expect(boto3Of(call)).toContain('== "ann"');
});

it('writes words that a shell reads as they are', () => {
  expect(shellWord('a b')).toBe("'a b'");
  expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'");
});
