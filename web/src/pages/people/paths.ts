import { DEFAULT_COLLECTION } from '../../api/people';

const query = (params: Record<string, string>): string => {
  const text = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString();
  return text === '' ? '' : `?${text}`;
};

const collectionParam = (collection: string) => (collection === DEFAULT_COLLECTION ? '' : collection);

export const peoplePath = (search: string, collection: string) =>
  `/ui/people${query({ q: search, collection: collectionParam(collection) })}`;

export const personPath = (id: string, collection: string) =>
  `/ui/people/${encodeURIComponent(id)}${query({ collection: collectionParam(collection) })}`;
