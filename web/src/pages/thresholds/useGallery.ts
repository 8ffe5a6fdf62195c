import { describeCollection, listCollections } from '../../api/aws/rekognition';
import { type Resource, useResource } from '../../data';
import { can } from '../../session';

interface Gallery {
  collections: string[];
  people: number;
}

/** How many people are registered in a collection, and which others there are; nothing for roles that may not list. */
export const useGallery = (collection: string): Resource<Gallery | undefined> =>
  useResource(
    async (signal) => {
      if (!can('DescribeCollection')) return undefined;
      const [collections, { UserCount: people }] = await Promise.all([
        listCollections({ signal }),
        describeCollection(collection, { signal }),
      ]);
      return { collections, people };
    },
    [collection],
  );
