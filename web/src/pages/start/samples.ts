import type { Sample } from '../../ui';
import { boto3, cli, curl } from '../shared/samples';

const SEARCH = [
  'with open("photo.jpg", "rb") as photo:',
  '    found = rekognition.search_faces_by_image(',
  '        CollectionId="people", Image={"Bytes": photo.read()}, MaxFaces=1',
  '    )',
  'print(found["FaceMatches"])',
].join('\n');

/** Whose face it is, asked by a program of this server. */
export const questionSamples = (): Sample[] => [
  curl('/v1/verify', ['-F image=@photo.jpg']),
  boto3('rekognition', SEARCH),
  cli('rekognition search-faces-by-image', [
    '--collection-id people',
    '--image-bytes fileb://photo.jpg --max-faces 1',
  ]),
];

export const registrationSamples = (): Sample[] => [
  curl('/v1/people', ["-F name='Ann Miller'", '-F image=@ann1.jpg', '-F image=@ann2.jpg', '-F consent=true']),
];
