import { useState } from 'preact/hooks';
import type { Person } from '../../../api/people';
import { plural, t } from '../../../i18n';
import { can } from '../../../session';
import { Banner, download, toast } from '../../../ui';
import { ExportDialog } from '../../shared/ExportDialog';
import type { Progress } from './archive';

interface ExportPersonProps {
  person: Person;
  onClose: () => void;
}

const PARTS = [
  ['photos', 'get_face_photo'],
  ['events', 'list_events'],
  ['uploads', 'list_uploads'],
  ['reviews', 'list_reviews'],
] as const;

const shareOf = (progress: Progress) =>
  progress.reading === 'photos' && progress.of > 0 ? progress.done / progress.of : 0;

const progressText = (progress: Progress) =>
  progress.reading === 'photos'
    ? t('personExport.photoProgress', { done: progress.done, of: progress.of })
    : t(`personExport.reading.${progress.reading}`);

/** Says what will be in the archive, makes it, and tells what could not be had. */
export const ExportPerson = ({ person, onClose }: ExportPersonProps) => {
  const [progress, setProgress] = useState<Progress>({ reading: 'person' });
  const [missing, setMissing] = useState(0);

  const run = async (signal: AbortSignal) => {
    const { makeArchive } = await import('./archive');
    const made = await makeArchive({
      id: person.id,
      collection: person.collection,
      signal,
      onProgress: setProgress,
    });
    if (signal.aborted) return false;
    download(made.file, made.name);
    toast(t('personExport.done', { file: made.name }));
    setMissing(made.missing.length);
    return made.missing.length === 0;
  };

  const hidden = PARTS.filter(([, operation]) => !can(operation));
  return (
    <ExportDialog
      title={t('personExport.dialog', { name: person.name })}
      run={run}
      progress={{ share: shareOf(progress), text: progressText(progress) }}
      warning={
        missing > 0
          ? { title: plural('personExport.missing', missing), text: t('personExport.missingHint') }
          : undefined
      }
      onClose={onClose}
    >
      <p>{t('personExport.lead')}</p>
      {hidden.length > 0 && (
        <Banner tone="warning" title={t('personExport.notAll')}>
          {hidden.map(([part]) => t(`personExport.part.${part}`)).join(', ')}
        </Banner>
      )}
      <p>{t('personExport.care')}</p>
    </ExportDialog>
  );
};
