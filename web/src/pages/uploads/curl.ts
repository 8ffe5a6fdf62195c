import { shellWord } from '../../ui';

/** How a picture gets to an announced place from a shell. */
export const curlOf = (url: string, headers: Record<string, string>, file = 'photo.jpg'): string =>
  [
    'curl',
    '-T',
    file,
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', shellWord(`${name}: ${value}`)]),
    shellWord(url),
  ].join(' ');
