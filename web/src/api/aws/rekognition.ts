import { everyPage } from '../pages';
import { type CallOptions, rekognitionCall } from './json-protocol';

export interface Collection {
  FaceCount: number;
  UserCount: number;
  FaceModelVersion: string;
  CollectionARN: string;
  /** Epoch seconds. */
  CreationTimestamp: number;
}

export const listCollections = (options: CallOptions = {}): Promise<string[]> =>
  everyPage(async (token) => {
    const page = await rekognitionCall<{ CollectionIds: string[]; NextToken?: string }>(
      'ListCollections',
      token ? { NextToken: token } : {},
      options,
    );
    return { items: page.CollectionIds, next: page.NextToken };
  });

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
