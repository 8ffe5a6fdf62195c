import { DEFAULT_COLLECTION } from '../../api/people';
import { KEY, shellWord } from '../shared/samples';

/** The same question as a program asks it. */
export interface Call {
  origin: string;
  collection: string;
  /** Asked whether it is this person. */
  personId: string | undefined;
}

export const curlOf = ({ origin, collection, personId }: Call): string =>
  [
    `curl -sS ${KEY}`,
    '-F image=@photo.jpg',
    ...(personId === undefined ? [] : [`-F ${shellWord(`person_id=${personId}`)}`]),
    ...(collection === DEFAULT_COLLECTION ? [] : [`-F ${shellWord(`collection=${collection}`)}`]),
    shellWord(`${origin}/v1/verify`),
  ].join(' \\\n  ');

export const boto3Of = ({ origin, collection, personId }: Call): string => {
  const match =
    personId === undefined
      ? 'print(match["Face"]["ExternalImageId"], match["Similarity"])'
      : `print(match["Face"]["ExternalImageId"] == ${JSON.stringify(personId)}, match["Similarity"])`;
  return [
    'import boto3',
    '',
    'mien = boto3.client(',
    `    "rekognition", endpoint_url=${JSON.stringify(origin)}, region_name="us-east-1"`,
    ')  # AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: a key of this server',
    'with open("photo.jpg", "rb") as photo:',
    '    found = mien.search_faces_by_image(',
    `        CollectionId=${JSON.stringify(collection)}, Image={"Bytes": photo.read()}, MaxFaces=1`,
    '    )',
    'for match in found["FaceMatches"]:',
    `    ${match}`,
  ].join('\n');
};
