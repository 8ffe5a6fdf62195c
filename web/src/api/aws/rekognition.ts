import { type CallOptions, rekognitionCall } from './json-protocol';

export interface Collection {
  FaceCount: number;
  UserCount: number;
  FaceModelVersion: string;
  CollectionARN: string;
  /** Epoch seconds. */
  CreationTimestamp: number;
}

export const listCollections = async (options: CallOptions = {}): Promise<string[]> => {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const page = await rekognitionCall<{ CollectionIds: string[]; NextToken?: string }>(
      'ListCollections',
      token ? { NextToken: token } : {},
      options,
    );
    ids.push(...page.CollectionIds);
    token = page.NextToken;
  } while (token);
  return ids;
};

export const describeCollection = (id: string, options: CallOptions = {}) =>
  rekognitionCall<Collection>('DescribeCollection', { CollectionId: id }, options);

export const createCollection = (id: string) =>
  rekognitionCall<{ CollectionArn: string; FaceModelVersion: string; StatusCode: number }>(
    'CreateCollection',
    { CollectionId: id },
  );

export const deleteCollection = (id: string) =>
  rekognitionCall<{ StatusCode: number }>('DeleteCollection', { CollectionId: id });

export const deleteFaces = (collection: string, faceIds: string[]) =>
  rekognitionCall<{
    DeletedFaces: string[];
    UnsuccessfulFaceDeletions: { FaceId: string; Reasons: string[] }[];
  }>('DeleteFaces', { CollectionId: collection, FaceIds: faceIds });
