import { personPhoto } from '../../api/people';
import { can } from '../../session';
import { Photo, type PhotoProps } from '../../ui';

interface PersonPhotoProps extends Omit<PhotoProps, 'load' | 'source'> {
  id: string;
  collection: string;
  /** Side of the square that is asked for; of a photo with a `size` its `photoSize`. */
  pixels: number;
  /** What changes whenever the picture may have: it is fetched again then. */
  version?: string;
}

/** Sharp on screens with two pixels for each of ours. */
export const photoSize = (css: number) => Math.min(1024, Math.max(32, css * 2));

/** The face of somebody who is registered; for those who may not see it, the sign of a person. */
export const PersonPhoto = ({ id, collection, pixels, version, ...photo }: PersonPhotoProps) => (
  <Photo
    source={version === undefined ? `${collection}/${id}` : `${collection}/${id}/${version}`}
    load={can('get_person_photo') ? (signal) => personPhoto(id, collection, pixels, signal) : undefined}
    {...photo}
  />
);
