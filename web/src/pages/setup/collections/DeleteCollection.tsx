import { deleteCollection } from '../../../api/aws/rekognition';
import { asApiError } from '../../../api/errors';
import { DEFAULT_COLLECTION } from '../../../api/people';
import { plural, t } from '../../../i18n';
import { ConfirmDialog } from '../../../ui';
import styles from '../../shared/shared.module.css';

interface DeleteCollectionProps {
  collection: { id: string; UserCount: number; FaceCount: number };
  onClose: () => void;
  onDeleted: () => void;
}

export const DeleteCollection = ({ collection, onClose, onDeleted }: DeleteCollectionProps) => (
  <ConfirmDialog
    title={t('collections.deleteTitle', { id: collection.id })}
    action={t('collections.delete')}
    typed={[collection.id]}
    typedLabel={t('setup.typeName', { name: collection.id })}
    toProblem={asApiError}
    onClose={onClose}
    onConfirm={async () => {
      await deleteCollection(collection.id);
      onDeleted();
    }}
  >
    <div class={styles.form}>
      <p>
        {t('collections.deleteLead', {
          people: plural('collections.countPeople', collection.UserCount),
          faces: plural('collections.countFaces', collection.FaceCount),
        })}
      </p>
      {collection.id === DEFAULT_COLLECTION && <p>{t('collections.deleteDefault')}</p>}
    </div>
  </ConfirmDialog>
);
