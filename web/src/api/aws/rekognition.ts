import { toBase64 } from './base64';
import { type CallOptions, rekognitionCall } from './json-protocol';

export interface BoundingBox {
  Left: number;
  Top: number;
  Width: number;
  Height: number;
}

export interface Collection {
  FaceCount: number;
  UserCount: number;
  FaceModelVersion: string;
  CollectionARN: string;
  /** Epoch seconds. */
  CreationTimestamp: number;
}

export interface Face {
  FaceId: string;
  ImageId: string;
  ExternalImageId?: string;
  UserId?: string;
  BoundingBox: BoundingBox;
  Confidence: number;
}

export interface FaceDetail {
  BoundingBox: BoundingBox;
  Confidence: number;
  Landmarks: { Type: string; X: number; Y: number }[];
  Pose: { Roll: number; Yaw: number; Pitch: number };
  Quality: { Brightness: number; Sharpness: number };
}

export interface FaceMatch {
  Similarity: number;
  Face: Face;
}

export interface S3Object {
  Bucket: string;
  Name: string;
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

export const listFaces = (
  collection: string,
  page: { maxResults?: number; nextToken?: string } = {},
  options: CallOptions = {},
) =>
  rekognitionCall<{ Faces: Face[]; NextToken?: string; FaceModelVersion: string }>(
    'ListFaces',
    { CollectionId: collection, MaxResults: page.maxResults, NextToken: page.nextToken },
    options,
  );

export const deleteFaces = (collection: string, faceIds: string[]) =>
  rekognitionCall<{
    DeletedFaces: string[];
    UnsuccessfulFaceDeletions: { FaceId: string; Reasons: string[] }[];
  }>('DeleteFaces', { CollectionId: collection, FaceIds: faceIds });

export const searchFaces = (
  collection: string,
  faceId: string,
  limits: { threshold?: number; maxFaces?: number } = {},
  options: CallOptions = {},
) =>
  rekognitionCall<{ FaceMatches: FaceMatch[]; SearchedFaceId: string }>(
    'SearchFaces',
    {
      CollectionId: collection,
      FaceId: faceId,
      FaceMatchThreshold: limits.threshold,
      MaxFaces: limits.maxFaces,
    },
    options,
  );

export const searchFacesByImage = async (
  collection: string,
  image: Blob,
  limits: { threshold?: number; maxFaces?: number } = {},
  options: CallOptions = {},
) =>
  rekognitionCall<{ FaceMatches: FaceMatch[]; SearchedFaceBoundingBox: BoundingBox }>(
    'SearchFacesByImage',
    {
      CollectionId: collection,
      Image: { Bytes: await toBase64(image) },
      FaceMatchThreshold: limits.threshold,
      MaxFaces: limits.maxFaces,
    },
    options,
  );

export const compareFaces = async (
  source: Blob,
  target: Blob,
  threshold?: number,
  options: CallOptions = {},
) =>
  rekognitionCall<{
    FaceMatches: { Similarity: number; Face: FaceDetail }[];
    UnmatchedFaces: FaceDetail[];
    SourceImageFace: { BoundingBox: BoundingBox; Confidence: number };
  }>(
    'CompareFaces',
    {
      SourceImage: { Bytes: await toBase64(source) },
      TargetImage: { Bytes: await toBase64(target) },
      SimilarityThreshold: threshold,
    },
    options,
  );

export const detectFaces = async (image: Blob | S3Object, options: CallOptions = {}) =>
  rekognitionCall<{ FaceDetails: FaceDetail[] }>(
    'DetectFaces',
    { Image: image instanceof Blob ? { Bytes: await toBase64(image) } : { S3Object: image } },
    options,
  );
