import { listCollections } from '../../api/aws/rekognition';
import { useResource } from '../../data';
import { can } from '../../session';

const NONE: readonly string[] = [];

/** The collections to choose from; none until they are there, and none for those who may not list them. */
export const useCollectionIds = (): readonly string[] => {
  const ids = useResource(
    async (signal) => (can('ListCollections') ? listCollections({ signal }) : NONE),
    [],
  );
  return ids.data ?? NONE;
};
